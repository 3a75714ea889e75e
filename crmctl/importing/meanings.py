"""What words of the file mean, as the user has told: `lifecycle:Alumni=other`."""

from collections.abc import Mapping, Sequence

from crmctl.errors import UsageError
from crmctl.importing import columns
from crmctl.records.kinds import Kind


def read(kind: Kind, told: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """{field: {text, in small letters: value}} of the user's `field:text=value`."""
    found: dict[str, dict[str, str]] = {}
    for word in told:
        name, colon, rest = word.partition(":")
        text, equals, value = rest.rpartition("=")
        if not colon or not equals or not text.strip():
            raise UsageError(f"--map-value {word!r} is not FIELD:TEXT=VALUE")
        target = columns.target(kind, name.strip())
        found.setdefault(target.name, {})[text.strip().casefold()] = value.strip()
    return found
