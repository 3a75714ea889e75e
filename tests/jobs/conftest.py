"""What the tests of Gmail's jobs share."""

import pytest

from tests.gmail.syncing import open_scene


@pytest.fixture
def scene(google, made_url, tmp_path):
    """Ann's connected mailbox, and the database that it is synced into."""
    made = open_scene(google, tmp_path / "home", made_url)
    yield made
    made.toolbox.close()
