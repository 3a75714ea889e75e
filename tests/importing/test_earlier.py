"""First lines of keys, at length and packed: the same answers either way."""

import random
import tracemalloc

from crmctl.importing.earlier import Earlier

ROWS = 300_000  # more than are held at length, twice


def test_every_key_is_found_again_with_its_line_and_no_other() -> None:
    earlier = Earlier()
    chance = random.Random(5)
    keys = [("email", f"{chance.random()}@x.example") for _ in range(ROWS)]
    for line, key in enumerate(keys, start=2):
        assert earlier.first([key]) is None
        earlier.note([key], line)
    for at in (0, 1, ROWS // 3, ROWS // 2, ROWS - 1, *chance.sample(range(ROWS), 1000)):
        assert earlier.first([("phone", "+1"), keys[at], keys[-1]]) == at + 2
    assert earlier.first([("phone", keys[0][1])]) is None
    assert earlier.first([]) is None


def test_a_key_costs_a_few_bytes() -> None:
    tracemalloc.start()
    try:
        earlier = Earlier()
        for line in range(ROWS):
            earlier.note([("external_id", f"id-{line}")], line)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held / ROWS < 60


def test_only_keys_that_nobody_had_are_joined_to_a_line() -> None:
    earlier = Earlier()
    for line in range(ROWS):
        earlier.note([("email", line)], line)
    earlier.join([("email", 7), ("phone", 7), ("email", ROWS - 1)], 3)
    known = [earlier.first([key]) for key in (("email", 7), ("phone", 7), ("email", ROWS - 1))]
    assert known == [7, 3, ROWS - 1]
