"""UUIDv7 (RFC 9562, section 5.7) as text: keys that sort by the time they were made."""

import os
from datetime import datetime


def new(moment: datetime) -> str:
    """One new id."""
    return new_many(moment, 1)[0]


def new_many(moment: datetime, count: int) -> list[str]:
    """`count` new ids that sort in their order: 48 bits of time, a counter, then chance.

    The 74 bits after the time are 12 + 20 bits of counter from a random start and 42 random bits
    (RFC 9562, method 1), so one call gives at most 2**31 ids in order.
    """
    time = f"{int(moment.timestamp() * 1000):012x}"
    head = f"{time[:8]}-{time[8:]}-7"
    start = int.from_bytes(os.urandom(4), "big") >> 1
    chance = os.urandom(6 * count).hex()
    return [
        f"{head}{counter >> 20:03x}-{0x8000 | counter >> 6 & 0x3FFF:04x}-"
        f"{counter & 0x3F:02x}{chance[at : at + 10]}"
        for counter, at in zip(range(start, start + count), range(0, 12 * count, 12), strict=True)
    ]
