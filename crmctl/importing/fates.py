"""Why a row became what it became: as the history keeps it, and in words."""

from collections.abc import Mapping
from typing import Any

from crmctl.importing import diff
from crmctl.records.kinds import Kind

# Of a row that was passed over: the line that stands for it, or the record that it is, and whether
# an earlier row of the file has made that.
_SAME_AS_LINE, _SAME_AS, _OF_FILE = "sameAsLine", "sameAs", "ofFile"


def like_line(line: int) -> dict[str, Any]:
    """It is the same as another row of the file."""
    return {_SAME_AS_LINE: line}


def like_record(id_: str, *, of_file: bool) -> dict[str, Any]:
    """It is the same as a record that was there before, or that the file itself has made."""
    return {_SAME_AS: id_, _OF_FILE: True} if of_file else {_SAME_AS: id_}


def is_repeated(details: Mapping[str, Any]) -> bool:
    """Whether it is another row of the file that stands for the one that was passed over."""
    return _SAME_AS_LINE in details or _OF_FILE in details


def line_taken(details: Mapping[str, Any]) -> int | None:
    """The line of the row that stands for one that was passed over, if one does."""
    return details.get(_SAME_AS_LINE)


def why_passed(details: Mapping[str, Any]) -> str:
    """Why a row was passed over."""
    if line := line_taken(details):
        return f"the same as line {line}"
    of_file = ", which an earlier row has made" if is_repeated(details) else ""
    return f"the same as record {details[_SAME_AS]}{of_file}"


def because(kind: Kind, outcome: str, details: Any) -> str:
    """Why the row has this outcome, by what the history keeps of it; a new record needs no why."""
    if not details:
        return ""
    if outcome == "skipped":
        return why_passed(details)
    if outcome == "updated":
        return f"changed: {', '.join(diff.fields_of(kind, details['before']))}"
    return "; ".join(details)
