"""Guessing from the values alone where the header says nothing."""

from collections.abc import Iterator, Sequence

from crmctl.importing.mapping.columns import Candidate, Column

_FIELDS = {
    "contacts": {"email": "email", "linkedin": "linkedin_url"},
    "accounts": {"linkedin": "linkedin_url"},
    "deals": {"email": "contact_email"},
}
_LOOKS = {"email": "email addresses", "linkedin": "LinkedIn addresses"}


def candidates(columns: Sequence[Column], object_type: str) -> Iterator[Candidate]:
    """Offer what only the values show, for columns whose header is not understood."""
    for column in columns:
        if column.meaning.understood:
            continue
        for kind, field in _FIELDS[object_type].items():
            if column.evidence.mostly(kind):
                yield Candidate(column, field, 0.55, f"values look like {_LOOKS[kind]}")
