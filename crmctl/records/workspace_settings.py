"""What a workspace has settled for all who work in it, on whichever host: kept in the database."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crmctl.errors import UsageError
from crmctl.records import domains, pipeline
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.storage.session import Session

_LARGEST = 2**31 - 1
_YES = frozenset({"on", "yes", "true", "1"})
_NO = frozenset({"off", "no", "false", "0"})

TEAM_MEMBERS = "team-members-as-contacts"
APPROVAL_DAYS = "approval-days"
TRACKING = "mail-tracking"
APPROVAL_BY_ANOTHER = "approval-by-another"


def _flag(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError(text)
    return text.lower() in _YES


def _more_than(text: str) -> int | None:
    """A number that may be reached and not passed; off is no such number."""
    if text.lower() in _NO - {"0"}:
        return None
    number = int(text)
    if not 0 <= number <= _LARGEST:
        raise ValueError(text)
    return number


def _days(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 36_500:
        raise ValueError(text)
    return number


PRIVACY_LEVELS = ("headers", "subject", "snippet", "body")
MAIL_LEFT_OUT = ("drafts", "spam", "trash", "chats", "calendar", "bulk", "internal")


def _words(text: str) -> frozenset[str]:
    """Words by commas, without regard to case; off is none."""
    found = {word.strip().lower() for word in text.split(",")} - {""}
    return frozenset() if found <= {"off", "none"} else frozenset(found)


def _left_out(text: str) -> frozenset[str]:
    found = _words(text)
    if not found <= {*MAIL_LEFT_OUT}:
        raise ValueError(text)
    return found


def _addresses(text: str) -> frozenset[str]:
    found = _words(text)
    if not all(local and domain for local, _, domain in (each.rpartition("@") for each in found)):
        raise ValueError(text)
    return found


def _domains(text: str) -> frozenset[str]:
    return frozenset(domains.normalise(each.removeprefix("@")) for each in _words(text))


def _privacy(text: str) -> str:
    if text not in PRIVACY_LEVELS:
        raise ValueError(text)
    return text


@dataclass(frozen=True, slots=True)
class Spec:
    """One setting of a workspace: its name, what it is for, how its text is read, its default."""

    name: str
    help: str
    read: Callable[[str], Any]
    default: Any


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is in force here; `own` when the workspace has set it."""

    spec: Spec
    value: Any
    own: bool


SPECS = (
    Spec(TEAM_MEMBERS, "on: each user of the platform is a contact, tagged internal", _flag, False),
    Spec("approve-deletes-above", "N: deleting more than N records needs an approval",
         _more_than, None),
    Spec("approve-undos-above", "N: undoing an import of more than N rows needs an approval",
         _more_than, None),
    Spec("approve-full-exports", "on: an export without a filter needs an approval", _flag, False),
    Spec("approve-sends-above", "N: a mail to more than N people needs an approval",
         _more_than, None),
    Spec("approve-closing-deals", "on: moving a deal to won or lost needs an approval",
         _flag, False),
    Spec(APPROVAL_BY_ANOTHER, "on: nobody approves what they have asked for", _flag, False),
    Spec(APPROVAL_DAYS, "how many days a request waits for its decision", _days, 7),
    Spec(TRACKING, "on: mails that are sent tell of opens and clicks", _flag, False),
    Spec("gmail-privacy", f"how much of a mail is kept: {', '.join(PRIVACY_LEVELS)}",
         _privacy, "snippet"),
    Spec("gmail-leave-out", f"mail that is not logged, of: {', '.join(MAIL_LEFT_OUT)}",
         _left_out, frozenset(MAIL_LEFT_OUT)),
    Spec("gmail-internal-domains", "domains of your own; none: those of the mailboxes",
         _domains, frozenset()),
    Spec("gmail-blocked-addresses", "addresses whose mail is never logged", _addresses,
         frozenset()),
    Spec("gmail-blocked-domains", "domains whose mail is never logged", _domains, frozenset()),
    Spec("gmail-blocked-labels", "Gmail labels whose mail is never logged", _words, frozenset()),
    Spec("gmail-only-labels", "Gmail labels; only mail that bears one is logged", _words,
         frozenset()),
    Spec("gmail-accounts-by-domain", "on: mail of no contact goes to the account of its domain",
         _flag, False),
    Spec("gmail-create-contacts", "on: whoever you write with becomes a contact", _flag, False),
)  # fmt: skip
_BY_NAME = {spec.name: spec for spec in SPECS}


def value(session: Session, name: str) -> Any:
    """The setting as it is in force in the session's workspace."""
    spec = _BY_NAME[name]
    found = queries.find(session, tables.workspace_settings, _called(name))
    return spec.read(found[0]["value"]) if found else spec.default


def listed(session: Session) -> list[Setting]:
    """Every setting of the session's workspace."""
    own = {row["name"]: row["value"] for row in queries.find(session, tables.workspace_settings)}
    return [
        Setting(spec, spec.read(own[spec.name]), True)
        if spec.name in own
        else Setting(spec, spec.default, False)
        for spec in SPECS
    ]


def defaults() -> list[Setting]:
    """Every setting as it is where nobody has set any."""
    return [Setting(spec, spec.default, False) for spec in SPECS]


def change(session: Session, name: str, text: str) -> Setting:
    """Set it for the workspace; UsageError when there is none of that name, or it cannot be so."""
    spec = _known(name)
    try:
        value = spec.read(text.strip())
    except ValueError:
        raise UsageError(f"{name} cannot be {text!r}: {spec.help}") from None
    pipeline.ensure_workspace(session)
    row = {
        "value": shown(value),
        "user_id": session.actor.user,
        "changed_at": session.now(),
    }
    if not queries.change(session, tables.workspace_settings, _called(name), row):
        queries.add(session, tables.workspace_settings, [{"name": name, **row}])
    return Setting(spec, value, True)


def forget(session: Session, name: str) -> Setting:
    """Have the setting as crmctl has it by itself."""
    spec = _known(name)
    queries.remove(session, tables.workspace_settings, _called(name))
    return Setting(spec, spec.default, False)


def shown(value: Any) -> str:
    """The value as a user writes it."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "off"
    return {True: "on", False: "off", None: "off"}[value] if _is_switch(value) else str(value)


def _is_switch(value: Any) -> bool:
    return value is None or isinstance(value, bool)


def _known(name: str) -> Spec:
    if name not in _BY_NAME:
        raise UsageError(f"A workspace has no setting {name!r}; it has {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


def _called(name: str) -> list[Compare]:
    return [Compare(Place("name"), "is", (name,))]
