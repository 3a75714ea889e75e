"""A listener on a fresh database and a fresh Redis, with a table for its effects."""

import pytest

from crmctl.wiring import Toolbox
from tests.listening import hearing
from tests.listening.hearing import Listener


@pytest.fixture
def listener(toolbox: Toolbox) -> Listener:
    hearing.make_effects(toolbox)
    return Listener(toolbox)


@pytest.fixture
def noter(listener: Listener) -> Listener:
    """With one handler that notes each event."""
    return listener.handler("noter", hearing.note)
