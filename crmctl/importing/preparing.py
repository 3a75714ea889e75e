"""What reads the cells of one import: its fields' parsers, and all that they need to know."""

from collections.abc import Iterable

from crmctl.importing import columns, meanings, opening, planning
from crmctl.importing.checking import Checker
from crmctl.importing.damage import Damage
from crmctl.importing.planning import Plan
from crmctl.importing.proving import Proof
from crmctl.importing.strangers import Strangers
from crmctl.records import owners, pipeline, words
from crmctl.records.amounts import MARKS
from crmctl.records.values import Context
from crmctl.storage.session import Session

# What these mean, the workspace knows.
_STAGE, _OWNER = "stage", "owner"


def asks(plan: Plan) -> bool:
    """Whether the database has to be asked what cells of the plan's file mean."""
    return not {_STAGE, _OWNER}.isdisjoint(_names(plan))


def checker(session: Session, plan: Plan) -> Checker:
    """A checker for the plan's file, which has seen nothing of it yet."""
    request, fields = plan.request, plan.mapping.fields
    context = _context(session, plan)
    return Checker(
        kind=plan.kind,
        header=plan.mapping.header,
        fields=fields,
        context=context,
        blank=request.on_error == "blank",
        guarded=columns.is_own_file(plan.kind, plan.mapping.header),
        proof=proof(plan, session.actor.country),
        damage=Damage(plan.mapping.header, fields, session.actor.country),
        strangers=Strangers(frozenset(context.owners.values())),
        meanings=meanings.read(plan.kind, request.map_values),
        clear_with=request.clear_with,
        heeded=plan.mapping.heeded,
        updating=request.duplicates == "update",
        even=plan.table.even,
    )


def proof(plan: Plan, country: str | None) -> Proof:
    """What the columns of the plan's file prove; `country` is the workspace's."""
    return Proof(
        rows=lambda: planning.data_rows(opening.open_table(plan.request.file, plan.request.told)),
        header=plan.mapping.header,
        fields=plan.mapping.fields,
        country=country,
        line=plan.header_line,
        known=plan.request.proven,
    )


def _context(session: Session, plan: Plan) -> Context:
    names, mark = _names(plan), plan.request.decimal_mark
    return Context(
        user=session.actor.user,
        stages=pipeline.called(pipeline.stages(session)) if _STAGE in names else {},
        date_format=plan.request.date_format,
        decimal_mark=next((each for each in MARKS if each == mark), None),
        owners=owners.known(session) if _OWNER in names else {},
        today=session.now().date(),
        spellings=_spellings(names),
    )


def _names(plan: Plan) -> list[str]:
    return [target.name for target in plan.mapping.fields if target]


def _spellings(names: Iterable[str]) -> dict[str, dict[str, str]]:
    every = words.spellings()
    return {name: every[name] for name in names if name in every}
