"""What the end-to-end tests share: the program beside the database that it writes to."""

from collections.abc import Iterator

import pytest

from tests.conftest import Program
from tests.end_to_end.database import Database
from tests.end_to_end.terminal import Dialog, dialogs


@pytest.fixture
def database(crmctl_on_both: Program) -> Database:
    """The database behind `crmctl_on_both`."""
    return Database(crmctl_on_both)


@pytest.fixture
def sqlite(crmctl: Program) -> Database:
    """The database behind `crmctl`."""
    return Database(crmctl)


@pytest.fixture
def talk() -> Iterator[Dialog]:
    """Starts a command of a program on a terminal of its own."""
    with dialogs() as start:
        yield start
