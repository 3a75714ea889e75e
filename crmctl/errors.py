"""One error tree, by what the user can do next; a class's docstring is its default message."""


class CrmctlError(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class UsageError(CrmctlError):
    """These words do not make a command: see crmctl --help."""


class EmptyFileError(UsageError):
    """This file holds nothing: export the table again."""


class ConfigurationError(UsageError):
    """A setting is wrong: see crmctl settings show."""


class NotFoundError(CrmctlError):
    """There is no such record in this workspace."""


class ServiceUnavailableError(CrmctlError):
    """A service could not be reached: try again when it is back."""


class NotAuthorisedError(CrmctlError):
    """Not authorised: connect first."""


class StorageError(CrmctlError):
    """The data could not be stored: see to disk space and permissions, then run it again."""


class CancelledError(CrmctlError):
    """The job was cancelled."""


class PermanentError(CrmctlError):
    """What was asked for can never succeed: trying again is of no use."""


class Stopped(SystemExit):
    """Somebody wants an end: no error of the tree, so that nobody takes it for one on its way out.

    As Python's own word for an end it also has psycopg cancel what the server is at.
    """

    def __init__(self, message: str = "Stopped: run it again to go on") -> None:
        super().__init__(message)
