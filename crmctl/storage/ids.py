"""UUIDv7 (RFC 9562, section 5.7) as text: keys that sort by the time they were made."""

import os
from datetime import datetime
from itertools import islice

_LOW = [f"{counter:02x}" for counter in range(64)]


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
    chance = os.urandom(5 * count).hex()
    # It takes the same turns everywhere: all but the last six bits, and these, each as text once.
    blocks = range(start >> 6, (start + count >> 6) + 1)
    heads = [f"{head}{block >> 14:03x}-{0x8000 | block & 0x3FFF:04x}-" for block in blocks]
    counted = islice((f"{each}{low}" for each in heads for low in _LOW), start & 0x3F, None)
    return [
        f"{first}{chance[at : at + 10]}"
        for first, at in zip(counted, range(0, 10 * count, 10), strict=False)
    ]
