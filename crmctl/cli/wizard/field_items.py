"""The fields that a column may go to, as the picker lists them."""

from collections.abc import Iterator, Sequence

from crmctl.cli.wizard.draft import Draft
from crmctl.cli.wizard.picker import Item
from crmctl.importing.mapping import proposing
from crmctl.records.fields import CUSTOM

LEAVE_OUT = Item("", "(leave out)", "the column is not imported")


def find(draft: Draft, at: int, sought: str) -> list[Item]:
    """What a column may become, of that which is sought; the likeliest first."""
    column = draft.proposals[at].column
    if not sought.strip():
        return [*_fields(draft, draft.fields()), _custom(draft, column), LEAVE_OUT]
    names = [name for name in draft.fields() if _contains(name, sought)]
    names += [name for name in _meant(draft, sought) if name not in names]
    key = sought.strip().removeprefix(CUSTOM)
    offered = [LEAVE_OUT] if _contains(LEAVE_OUT.label, sought) else []
    return [*_fields(draft, names), *offered, _custom(draft, key)]


def _fields(draft: Draft, names: Sequence[str]) -> Iterator[Item]:
    for name in names:
        taken = draft.column_of(name)
        yield Item(name, name, f"now from {taken!r}" if taken else "")


def _custom(draft: Draft, column: str) -> Item:
    name = draft.custom_field(column)
    return Item(name, name, "a field of your own")


def _contains(name: str, sought: str) -> bool:
    folded = name.casefold().replace("_", " ")
    return all(word in folded for word in sought.casefold().replace("_", " ").split())


def _meant(draft: Draft, sought: str) -> list[str]:
    """The field that a column of that name would go to: `Firma` finds account_name, too."""
    (proposal,) = proposing.propose(draft.plan.kind.plural, [sought], [])
    return [proposal.field] if proposal.field else []
