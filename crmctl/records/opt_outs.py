"""Who is not to be written to: by yes or no, by a standing, or by the day since when."""

import re

from crmctl.records import dates, words


def read(text: str) -> bool | None:
    """Whether the text is an opt-out, None when it says neither; ValueError when it says nothing.

    Yes means no here: it stands in a column of those who do not want newsletters.
    """
    word = standing(text)
    if word in words.UNDECIDED:
        return None
    if word in words.UNSUBSCRIBED or word in words.TRUE or _is_day(text):
        return True
    if word in words.SUBSCRIBED or word in words.FALSE:
        return False
    raise ValueError("is neither yes nor no")


def is_readable(text: str) -> bool:
    """Whether the text says anything of an opt-out."""
    try:
        read(text)
    except ValueError:
        return False
    return True


def standing(text: str) -> str:
    """The text as `words` lists how people stand to a newsletter."""
    return re.sub(r"\s+", "-", text.strip().lower())


def _is_day(text: str) -> bool:
    try:
        dates.read(text)
    except dates.AmbiguousError:
        return True
    except ValueError:
        return False
    return True
