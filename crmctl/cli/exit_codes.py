"""The one table of exit codes (contract, section 1)."""

from crmctl import errors

DONE = 0
FAILED = 1
USAGE = 2
PARTLY = 3
UNAVAILABLE = 4
NOT_AUTHORISED = 5

_BY_ERROR: tuple[tuple[type[errors.CrmctlError], int], ...] = (
    (errors.UsageError, USAGE),
    (errors.ServiceUnavailableError, UNAVAILABLE),
    (errors.NotAuthorisedError, NOT_AUTHORISED),
)


def of(error: errors.CrmctlError | errors.Stopped) -> int:
    """The exit code that an error means."""
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), FAILED)
