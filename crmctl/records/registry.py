"""The four kinds of record, by the word that users type."""

from crmctl.errors import UsageError
from crmctl.records import accounts, activities, contacts, deals
from crmctl.records.kinds import Kind

KINDS: dict[str, Kind] = {
    kind.plural: kind for kind in (contacts.KIND, accounts.KIND, deals.KIND, activities.KIND)
}
IMPORTABLE = ("contacts", "accounts", "deals")


def kind(plural: str) -> Kind:
    """The kind of that name; UsageError when there is none."""
    if plural not in KINDS:
        raise UsageError(f"There is no type {plural!r}: use {', '.join(KINDS)}")
    return KINDS[plural]
