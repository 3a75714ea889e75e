"""How many events go into one transaction."""

from jobs.listening.pace import Pace


def test_what_is_done_in_time_doubles_the_next() -> None:
    pace = Pace(1_000)
    sizes = []
    for _ in range(6):
        sizes.append(pace.lot)
        pace.did(pace.lot, pace.lot)
    assert sizes == [100, 200, 400, 800, 1_000, 1_000]


def test_less_than_there_is_room_for_changes_nothing() -> None:
    pace = Pace(1_000)
    pace.did(99, 99)
    pace.did(0, 0)
    assert pace.lot == 100


def test_slow_handlers_have_as_many_as_they_do_in_time() -> None:
    pace = Pace(1_000)
    pace.did(100, 37)
    assert pace.lot == 37
    pace.did(37, 1)
    assert pace.lot == 10


def test_where_many_workers_share_nobody_takes_it_all() -> None:
    pace = Pace(1_000)
    pace.share(3)
    for _ in range(4):
        pace.did(pace.lot, pace.lot)
    assert pace.lot == 250
    pace.share(9)
    assert pace.lot == 100
    pace.share(500)
    assert pace.lot == 10


def test_who_is_alone_again_has_all_the_room() -> None:
    pace = Pace(1_000)
    pace.share(9)
    pace.share(0)
    for _ in range(4):
        pace.did(pace.lot, pace.lot)
    assert pace.lot == 1_000


def test_large_events_come_in_small_lots() -> None:
    pace = Pace(1_000)
    pace.weighed(1_000)
    assert pace.lot == 100
    pace.weighed(100 * 1024 * 1024)
    assert pace.lot == 16
    for _ in range(9):
        pace.weighed(100 * 1024 * 1024)
    assert pace.lot == 1
