"""What the end-to-end tests share: the program beside the database that it writes to."""

import pytest

from tests.conftest import Program
from tests.end_to_end.database import Database


@pytest.fixture
def database(crmctl_on_both: Program) -> Database:
    """The database behind `crmctl_on_both`."""
    return Database(crmctl_on_both)


@pytest.fixture
def sqlite(crmctl: Program) -> Database:
    """The database behind `crmctl`."""
    return Database(crmctl)
