"""Mails that are kept till their approval is decided on, and given up with it."""

from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.queries import Row
from crmctl.storage.session import Session


def give_up(session: Session, action: Row, why: str) -> int:
    """None of the mails that the action was to let go is going to be sent; returns how many."""
    batch = action["arguments"].get("batchId")
    if batch is None:
        return 0
    held = [
        Compare(Place("batch_id"), "is", (batch,)),
        Compare(Place("status"), "is", ("waiting",)),
    ]
    gone = {"status": "cancelled", "error": f"the approval was not given: {why}", "raw": None}
    return queries.change(session, tables.sends, held, gone)
