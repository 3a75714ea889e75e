"""A record as the outside sees it: keys in camelCase, our own housekeeping left out."""

from typing import Any

from crmctl.records.kinds import HIDDEN, camel
from crmctl.storage.queries import Row


def record(row: Row) -> dict[str, Any]:
    """The record for JSON; amounts and moments are still Python's own."""
    return {camel(name): value for name, value in row.items() if name not in HIDDEN}
