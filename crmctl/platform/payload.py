"""What other modules put into `data`: read with patience, but never across workspaces."""

from crmctl.errors import PermanentError
from crmctl.platform.handling import Incoming
from crmctl.records import values
from crmctl.records.values import BadValueError


def text(incoming: Incoming, *keys: str) -> str | None:
    """The first of the keys that holds anything, as a text; absent, null and blank are nothing.

    A number stands for its digits, as in an id; anything else is as good as absent.
    PermanentError for a text that no database holds.
    """
    for key in keys:
        value = incoming.data.get(key)
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            try:
                read = values.text(str(value))
            except BadValueError as error:
                raise PermanentError(f"data.{key}: {error}") from None
            if read:
                return read
    return None


def names_other_workspace(incoming: Incoming, *keys: str) -> bool:
    """Whether the first key that names a workspace names another than the envelope."""
    named = text(incoming, *keys)
    return named is not None and named != incoming.workspace


def refuse_other_workspace(incoming: Incoming, *keys: str) -> None:
    """PermanentError when the data is of another workspace than the envelope."""
    if names_other_workspace(incoming, *keys):
        raise PermanentError(
            f"The event is of workspace {incoming.workspace!r}, but its data is of "
            f"{text(incoming, *keys)!r}: nothing was changed in either"
        )
