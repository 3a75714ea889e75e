"""The fields that need no choice among several columns."""

import re
from collections.abc import Iterator, Sequence

from crmctl.importing.mapping.columns import Candidate, Column

_Table = dict[str, tuple[str, float]]
_EVERYWHERE: _Table = {
    "owner": ("owner", 0.95),
    "owner_email": ("owner", 0.8),
    "notes": ("notes", 0.95),
    "description": ("notes", 0.75),
    "id": ("external_id", 0.9),
    "foreign_id": ("external_id", 0.85),
    "somebodys_id": ("external_id", 0.7),
    "created": ("created_at", 0.95),
}
_TABLES: dict[str, _Table] = {
    "contacts": _EVERYWHERE
    | {
        "job_title": ("job_title", 0.95),
        "title": ("job_title", 0.8),
        "honorific_or_title": ("job_title", 0.6),
        "occupation": ("job_title", 0.75),
        "department": ("department", 0.95),
        "linkedin": ("linkedin_url", 0.95),
        "twitter": ("twitter", 0.95),
        "website": ("website", 0.9),
        "lifecycle": ("lifecycle", 0.85),
        "lead_status": ("lifecycle", 0.7),
        "status": ("lifecycle", 0.6),
        "stage": ("lifecycle", 0.6),
        "lead_score": ("lead_score", 0.95),
        "source": ("source", 0.9),
        "tags": ("tags", 0.9),
        "opt_in": ("email_opt_in", 0.9),
        "birthday": ("birthday", 0.95),
        "signed_up": ("created_at", 0.6),
        "domain": ("account_domain", 0.8),
    },
    "accounts": _EVERYWHERE
    | {
        "domain": ("domain", 0.95),
        "website": ("website", 0.95),
        "industry": ("industry", 0.95),
        "employees": ("employee_count", 0.95),
        "revenue": ("annual_revenue", 0.9),
        "type": ("type", 0.9),
        "segment": ("segment", 0.9),
        "parent": ("parent_name", 0.9),
        "linkedin": ("linkedin_url", 0.95),
        "signed_up": ("created_at", 0.6),
    },
    "deals": _EVERYWHERE
    | {
        "value": ("value", 0.9),
        "expected_revenue": ("value", 0.6),
        "revenue": ("value", 0.6),
        "currency": ("currency", 0.95),
        "stage": ("stage", 0.95),
        "status": ("stage", 0.55),
        "lead_status": ("stage", 0.55),
        "probability": ("probability", 0.95),
        "expected_close": ("expected_close_date", 0.95),
        "close_date": ("expected_close_date", 0.8),
        "actual_close": ("actual_close_date", 0.95),
        "signed_up": ("created_at", 0.6),
        "lost_reason": ("lost_reason", 0.9),
        "source": ("source", 0.9),
    },
}
_HOUSE = re.compile(r"\d{1,5} ?(?:[a-z]|bis|ter)?(?: ?[-/] ?\d{1,4}[a-z]?)?|s/?n", re.I).fullmatch
_IDS = frozenset({"id", "foreign_id", "somebodys_id"})
_AN_ID = re.compile(r"(?=.*\d)[\w.:/-]+").fullmatch
_IN_FRONT = 2
_TELL_APART = frozenset({"email", "full_name", "name"})
# Concepts whose columns may carry a role word: "Work title", "Primary domain", "Business web page".
_WITH_ROLE = frozenset({"job_title", "department", "website", "domain", "linkedin", "id", "owner"})
# What a contact's file says of the company, yet means of the contact: "Organization 1 - Title".
_COMPANY_OF_CONTACT: _Table = {
    "domain": ("account_domain", 0.9),
    "website": ("website", 0.75),
    "title": ("job_title", 0.9),
    "job_title": ("job_title", 0.9),
    "department": ("department", 0.9),
}


def candidates(columns: Sequence[Column], object_type: str) -> Iterator[Candidate]:
    """Offer the fields of the columns whose concept leads to one field only."""
    table = _TABLES[object_type]
    for column in columns:
        entry = _entry(column, table, object_type)
        if entry and _role_allowed(column) and not _misleads(column, columns):
            field, score = entry
            # "Website" before "Account Site": the plainer header is the surer one.
            score -= 0.01 * len(column.meaning.entities)
            yield Candidate(column, field, score, field.replace("_", " "))
    if object_type == "deals":
        yield from _second_close_date(columns)


def _entry(column: Column, table: _Table, object_type: str) -> tuple[str, float] | None:
    if column.belongs_to(object_type):
        return table.get(column.concept or "")
    if object_type == "contacts" and column.meaning.entities == {"company"}:
        return _COMPANY_OF_CONTACT.get(column.concept or "")
    return None


def _role_allowed(column: Column) -> bool:
    meaning = column.meaning
    if meaning.number > 1:
        return False
    return not meaning.roles or (
        column.concept in _WITH_ROLE and meaning.roles <= {"work", "primary"}
    )


def _misleads(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a word of several meanings has another one here."""
    if column.concept == "honorific_or_title":
        return not column.evidence.filled or column.evidence.mostly("honorific")
    if column.concept == "somebodys_id" and not _leads(column):
        return True
    if column.concept in _IDS:
        return _is_house_number(column, columns) or _is_shared(column, columns)
    if column.concept == "status":
        return not column.evidence.mostly("relation")
    return column.concept == "title" and _is_honorific(column, columns)


def _leads(column: Column) -> bool:
    """Whether ids stand in front, where a record's own are: "Clio ID", "Submission ID"."""
    return column.index < _IN_FRONT and all(map(_AN_ID, column.evidence.values))


def _is_house_number(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a mere number belongs to the street before it, which has none itself."""
    if column.meaning.entities or not column.index:
        return False
    street = columns[column.index - 1]
    if street.concept not in {"street", "address"}:
        return False
    numbered = sum(any(map(str.isdigit, value)) for value in street.evidence.values)
    houses = sum(map(bool, map(_HOUSE, column.evidence.values)))
    return 2 * houses > column.evidence.filled and 2 * numbered < street.evidence.filled


def _is_shared(column: Column, columns: Sequence[Column]) -> bool:
    """Whether it is the number of something that several records have in common: a firm, a source.

    The records are told apart by another column, which is as full.
    """
    filled = column.evidence.filled
    own = (c.evidence for c in columns if c.concept in _TELL_APART)
    return column.evidence.repeats() and any(
        each.filled >= filled and not each.repeats() for each in own
    )


def _is_honorific(column: Column, columns: Sequence[Column]) -> bool:
    """Whether "Title" stands for Mr or Ms here, by its values or by the columns around it."""
    if column.evidence.filled:
        return column.evidence.mostly("honorific")
    following = {c.concept for c in columns if 0 < c.index - column.index <= 2}
    return "first_name" in following and "honorific" not in {c.concept for c in columns}


def _second_close_date(columns: Sequence[Column]) -> Iterator[Candidate]:
    """Offer a plain close date as the actual one, beside an expected one."""
    if any(column.concept == "expected_close" for column in columns):
        for column in columns:
            if column.concept == "close_date" and column.belongs_to("deals"):
                yield Candidate(column, "actual_close_date", 0.7, "close date")
