"""A handler in a package of its own: whoever wins a deal is reminded to say thank you."""

from crmctl.platform.handling import Handler, Incoming
from crmctl.records import editing, registry
from crmctl.storage.session import Session


def remind(session: Session, incoming: Incoming) -> None:
    """Put a task on the time line of the deal."""
    words = ["type=task", "subject=Say thank you", f"deal_id={incoming.data['dealId']}"]
    editing.add(session, registry.kind("activities"), words)


HANDLER = Handler("say_thanks", ("crm.deal.won",), remind)
