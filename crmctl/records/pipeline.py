"""The stages a workspace's deals go through, and the workspace they come with."""

from dataclasses import dataclass

from crmctl.storage import locks, queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.session import Session

OPEN, WON, LOST = "open", "won", "lost"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: what a deal in it is worth believing (percent), and whether it ends the deal."""

    name: str
    label: str
    probability: int
    outcome: str


DEFAULT = (
    Stage("lead", "Lead", 10, OPEN),
    Stage("qualified", "Qualified", 25, OPEN),
    Stage("proposal", "Proposal", 50, OPEN),
    Stage("negotiation", "Negotiation", 75, OPEN),
    Stage("won", "Closed won", 100, WON),
    Stage("lost", "Closed lost", 0, LOST),
)


def stages(session: Session) -> dict[str, Stage]:
    """The workspace's stages in order, by name; the default ones before its first change."""
    found = queries.find(session, tables.pipeline_stages, order=[queries.Order(Place("position"))])
    listed = [Stage(r["name"], r["label"], r["probability"], r["outcome"]) for r in found]
    return {stage.name: stage for stage in listed or DEFAULT}


def called(listed: dict[str, Stage]) -> dict[str, str]:
    """{what people call it: its name} for every stage."""
    return {word: stage.name for stage in listed.values() for word in (stage.name, stage.label)}


def ensure_workspace(session: Session) -> bool:
    """Make the workspace with its default pipeline, if it is new; returns whether it was."""
    if queries.count(session, tables.workspaces):
        return False
    # Another first command may be at it.
    locks.queue_up(session, "workspace")
    if queries.count(session, tables.workspaces):
        return False
    queries.add(
        session, tables.workspaces, [{"name": session.workspace, "created_at": session.now()}]
    )
    queries.add(
        session,
        tables.pipeline_stages,
        [
            {
                "name": stage.name,
                "label": stage.label,
                "position": position,
                "probability": stage.probability,
                "outcome": stage.outcome,
            }
            for position, stage in enumerate(DEFAULT)
        ],
    )
    return True


def name_workspace(session: Session, name: str) -> None:
    """Give the workspace its name, unless it has one: until then it is called by its id."""
    unnamed = [Compare(Place("name"), "is", (session.workspace,))]
    queries.change(session, tables.workspaces, unnamed, {"name": name})
