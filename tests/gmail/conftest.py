"""What the tests of Gmail share: a stand-in for Google, with two people in it."""

from collections.abc import Iterator

import pytest

from tests.google_standin import running
from tests.google_standin.running import Google

ANN, BEN = "ann@acme.example", "ben@acme.example"


@pytest.fixture
def google() -> Iterator[Google]:
    """A stand-in, in which Ann says yes to everything."""
    with running.standin() as made:
        made.add_person(ANN, "Ann", ("sales@acme.example",))
        made.add_person(BEN, "Ben")
        made.decide(ANN)
        yield made
