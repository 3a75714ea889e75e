"""By which headers mail programs see that a mail answers another: RFC 5322, 3.6.4."""

import re
from collections.abc import Mapping

from crmctl.gmail.composing import Thread

# A line of a header holds no more than 998; what is no ASCII cannot stand in one.
_ID = re.compile(r"<([!-;=?-~]{1,900})>")
# A thread of years: its first mail, and the latest.
_MOST = 50


def answering(message_id: str, headers: Mapping[str, str]) -> Thread | None:
    """What an answer says of its parent; None where the parent has no id that can be said.

    `headers`: the parent's own, by names in lower case; without them its id alone is known.
    """
    # Here an id is kept as it is compared; programs may look at each letter.
    own = _ids(headers.get("message-id", "")) or _ids(f"<{message_id}>")
    if not own:
        return None
    before = _ids(headers.get("references", ""))
    if not before:
        # Several say nothing of their order.
        answered = _ids(headers.get("in-reply-to", ""))
        before = answered if len(answered) == 1 else []
    return Thread(own[0], tuple(_shortened(before)))


def _ids(text: str) -> list[str]:
    return list(dict.fromkeys(_ID.findall(text)))


def _shortened(ids: list[str]) -> list[str]:
    return ids if len(ids) <= _MOST else [ids[0], *ids[1 - _MOST :]]
