"""A record as the outside sees it: keys in camelCase, our own housekeeping left out."""

from typing import Any

from crmctl.records.activities import MAIL
from crmctl.records.kinds import HIDDEN, camel
from crmctl.storage.queries import Row


def record(row: Row) -> dict[str, Any]:
    """The record for JSON; amounts and moments are still Python's own."""
    shown = {camel(name): value for name, value in row.items() if name not in HIDDEN}
    if row.get("type") == "email" and "metadata" in row:
        mail = row["metadata"] or {}
        shown |= {key: mail.get(key) for key in MAIL}
    return shown
