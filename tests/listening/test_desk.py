"""What a worker is at, in memory that outlives it."""

import os
import signal

from jobs.listening.desk import COUNTS, AtWork, Desk

AT = AtWork("w", "e1", "h", "test.thing", "c1", 2)


def in_a_child(desk: Desk, *, killed: bool) -> None:
    child = os.fork()
    if child == 0:
        desk.sit_down("w-1")
        desk.count("handled", 3)
        desk.begin(60, AT)
        if killed:
            os.kill(os.getpid(), signal.SIGKILL)
        desk.end()
        desk.say_last_words("so long" * 2_000)
        os._exit(0)
    os.waitpid(child, 0)


def test_after_a_kill_all_is_known() -> None:
    desk = Desk()
    in_a_child(desk, killed=True)
    assert (desk.name(), desk.at_work()) == ("w-1", AT)
    assert desk.counts() == dict.fromkeys(COUNTS, 0) | {"handled": 3}
    assert not desk.overdue()


def test_what_is_done_is_off_the_desk() -> None:
    desk = Desk()
    in_a_child(desk, killed=False)
    assert desk.at_work() is None
    assert desk.last_words().startswith("so long")
    desk.clear()
    assert (desk.last_words(), desk.name()) == ("", "w-1")


def test_time_that_is_up() -> None:
    desk = Desk()
    assert not desk.overdue()
    desk.begin(-1)
    assert desk.overdue()
    desk.end()
    assert not desk.overdue()


def test_what_a_worker_died_over_stays_till_it_is_written_down() -> None:
    desk = Desk()
    desk.accuse(AT)
    # The next one sits down, and dies before it has written anything.
    desk.clear()
    desk.begin(60)
    desk.end()
    assert desk.died_over() == AT
    desk.settle()
    assert desk.died_over() is None


def test_the_longest_names_have_room() -> None:
    desk, long = Desk(), "🙂" * 200
    at = AtWork(long, long, "h" * 60, long, long, 7)
    desk.say_last_words("words")
    desk.begin(60, at)
    desk.accuse(at)
    assert (desk.at_work(), desk.died_over(), desk.last_words()) == (at, at, "words")
