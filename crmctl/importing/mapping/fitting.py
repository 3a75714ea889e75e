"""Whether the values of a column contradict a field."""

from collections.abc import Callable

from crmctl.importing.mapping.values import Evidence

_FEW = 5
_PLACES = frozenset({"street", "city", "state", "country"})
_NAMES = frozenset(
    {"first_name", "last_name", "full_name", "contact_name", "account_name", "name"}
    | {"parent_name", "job_title", "department", "industry"}
)
_DATES = frozenset({"birthday", "created_at", "expected_close_date", "actual_close_date"})
_PHONES = frozenset({"phone", "mobile_phone", "other_phone"})
_EMAILS = frozenset({"email", "other_email", "contact_email"})
_MONEY = frozenset({"value", "annual_revenue", "lead_score", "probability"})


def contradicts(field: str, evidence: Evidence) -> bool:
    """Say whether the values cannot be those of the field."""
    if not evidence.filled:
        return False
    return any(field in fields and wrong(evidence) for fields, wrong in _RULES)


def _not_a_name(e: Evidence) -> bool:
    return any(e.mostly(kind) for kind in ("email", "url", "date", "number", "uuid", "boolean"))


def _not_a_phone(e: Evidence) -> bool:
    return not _has_digits(e) or any(e.mostly(kind) for kind in ("email", "url", "date", "boolean"))


def _not_an_address(e: Evidence) -> bool:
    return e.mostly("number") or e.mostly("email") or (e.never("url") and e.never("host"))


def _not_a_choice(e: Evidence) -> bool:
    return any(e.mostly(kind) for kind in ("subscriber", "boolean", "email", "url", "date"))


def _has_digits(e: Evidence) -> bool:
    return any(any(c.isdigit() for c in value) for value in e.values)


_RULES: tuple[tuple[frozenset[str], Callable[[Evidence], bool]], ...] = (
    (_EMAILS, lambda e: not any("@" in value for value in e.values)),
    (_PHONES, _not_a_phone),
    (_NAMES, _not_a_name),
    (_DATES, lambda e: not _has_digits(e) or e.mostly("email")),
    (_MONEY, lambda e: not _has_digits(e) or e.mostly("date")),
    (_PLACES, lambda e: any(e.mostly(k) for k in ("email", "url", "date", "honorific"))),
    (_PLACES - {"street"}, lambda e: e.mostly("number") or e.mostly("subscriber")),
    (frozenset({"street"}), lambda e: e.filled >= _FEW and not _has_digits(e)),
    (frozenset({"postal_code"}), lambda e: not _has_digits(e)),
    (frozenset({"job_title"}), lambda e: e.mostly("access")),
    (frozenset({"website", "account_domain", "domain"}), _not_an_address),
    (frozenset({"linkedin_url"}), lambda e: e.mostly("email") or e.mostly("boolean")),
    (frozenset({"lifecycle", "stage", "source", "segment", "type"}), _not_a_choice),
    (frozenset({"owner"}), lambda e: e.mostly("number") or e.mostly("uuid") or e.mostly("date")),
    (frozenset({"email_opt_in"}), lambda e: e.mostly("date") or e.mostly("email")),
    (frozenset({"notes", "tags"}), lambda e: e.mostly("date") or e.mostly("boolean")),
    (
        frozenset({"external_id"}),
        lambda e: e.mostly("date") or (e.mostly("boolean") and e.filled > _FEW) or e.repeats(),
    ),
)
