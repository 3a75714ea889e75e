"""When a server that has had enough may be asked again: the header Retry-After (RFC 9110)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

# A broken clock over there keeps no mailbox waiting for longer.
_LONGEST = timedelta(days=1)


def moment(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Till when to wait, by seconds or by a date; None where it says neither."""
    held = {name.lower(): value for name, value in headers.items()}
    said = held.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return now + min(timedelta(seconds=min(int(said[:9]), 10**8)), _LONGEST)
    from email.utils import parsedate_to_datetime

    try:
        found = parsedate_to_datetime(said)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return min(found if found.tzinfo else found.replace(tzinfo=UTC), now + _LONGEST)
