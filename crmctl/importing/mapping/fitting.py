"""Whether the values of a column contradict a field."""

import re
from collections.abc import Callable

from crmctl.importing.mapping.values import ENOUGH, Evidence

_PLACES = frozenset({"street", "city", "state", "country"})
_NAMES = frozenset(
    {"first_name", "last_name", "full_name", "contact_name", "account_name", "name"}
    | {"parent_name", "job_title", "department", "industry"}
)
_DATES = frozenset({"birthday", "created_at", "expected_close_date", "actual_close_date"})
_PHONES = frozenset({"phone", "mobile_phone", "other_phone"})
_EMAILS = frozenset({"email", "other_email", "contact_email"})
# "EV-55120" is no day.
_A_CODE = re.compile(r"[A-Z]+[-_/]?\d+", re.IGNORECASE).fullmatch
_MONEY = frozenset({"value", "annual_revenue", "lead_score", "probability"})


def contradicts(field: str, evidence: Evidence, *, sure: bool) -> bool:
    """Say whether the values cannot be those of the field.

    Where the header is sure, values that are merely bad ones do not speak against it.
    """
    if not evidence.filled:
        return False
    rules = _RULES if sure else (*_RULES, *_IF_UNSURE)
    return any(field in fields and wrong(evidence) for fields, wrong in rules)


def _else(*kinds: str) -> Callable[[Evidence], bool]:
    """Whether the values are something else."""
    return lambda e: any(e.mostly(kind) for kind in kinds)


def _not_an_address(e: Evidence) -> bool:
    return e.mostly("number") or e.mostly("email") or (e.never("url") and e.never("host"))


def _has_digits(e: Evidence) -> bool:
    return any(any(c.isdigit() for c in value) for value in e.values)


_RULES: tuple[tuple[frozenset[str], Callable[[Evidence], bool]], ...] = (
    (_EMAILS, _else("url", "date", "number", "phone", "boolean", "subscriber", "uuid")),
    (_PHONES, _else("email", "url", "date", "boolean")),
    (_NAMES, _else("email", "url", "date", "number", "uuid", "boolean")),
    (_DATES, _else("email", "boolean")),
    (_MONEY, _else("date", "email", "boolean")),
    # Who made it, and how warm a lead is.
    (frozenset({"created_at", "lead_score", "probability"}), lambda e: not _has_digits(e)),
    (_PLACES, _else("email", "url", "date", "honorific")),
    (_PLACES - {"street"}, _else("number", "subscriber")),
    (frozenset({"postal_code"}), lambda e: not _has_digits(e)),
    (frozenset({"website", "account_domain", "domain"}), _not_an_address),
    (frozenset({"twitter", "linkedin_url"}), _else("email", "boolean")),
    (
        frozenset({"lifecycle", "stage", "source", "segment", "type"}),
        _else("subscriber", "boolean", "email", "url", "date"),
    ),
    (frozenset({"owner"}), _else("number", "uuid", "date")),
    (frozenset({"email_opt_in"}), _else("date", "email")),
    (frozenset({"notes", "tags"}), _else("date", "boolean")),
    (
        frozenset({"external_id"}),
        lambda e: e.mostly("date") or (e.mostly("boolean") and e.filled > ENOUGH),
    ),
)
_IF_UNSURE: tuple[tuple[frozenset[str], Callable[[Evidence], bool]], ...] = (
    (_EMAILS, lambda e: not any("@" in value for value in e.values)),
    (_PHONES | _DATES | _MONEY, lambda e: not _has_digits(e)),
    (_DATES, lambda e: all(map(_A_CODE, e.values))),
    (frozenset({"job_title"}), _else("access")),
    (frozenset({"notes"}), _else("number")),
)
