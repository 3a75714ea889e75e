"""The spool loses no line that it took: to crashes, to two takers, to a full disk.

Tried: a writer that is killed, files of the dead, a line cut in two, room that runs out.
"""

import subprocess
import sys
from pathlib import Path

from crmctl.gmail import spool
from crmctl.gmail.spool import Spool
from tests.conftest import FixedClock


def lines(made: Spool) -> list[bytes]:
    found = []
    for path in made.ended():
        with spool.taken(path) as taken:
            found += taken or []
    return found


def test_lines_can_be_taken_once_their_file_has_ended(tmp_path: Path) -> None:
    made = Spool(tmp_path / "hits", FixedClock())
    assert (made.add(b"one"), made.add(b"two"), made.ended()) == (True, True, [])
    made.turn()
    made.turn()
    assert lines(made) == [b"one", b"two"]
    made.clock.move(seconds=1)
    made.add(b"three")
    assert lines(made) == [b"one", b"two"]
    (path,) = made.ended()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_one_takes_it_and_the_other_leaves_it(tmp_path: Path) -> None:
    made = Spool(tmp_path, FixedClock())
    made.add(b"one")
    made.turn()
    (path,) = made.ended()
    with spool.taken(path) as first, spool.taken(path) as second:
        assert (first, second) == ([b"one"], None)
        path.unlink()
    with spool.taken(path) as gone:
        assert gone is None


def test_what_another_writes_is_left_until_it_dies(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from crmctl.clock import SystemClock;"
        "from crmctl.gmail.spool import Spool; made = Spool(Path(sys.argv[1]), SystemClock());"
        "made.add(b'theirs'); print('there', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"there\n"
    made = Spool(tmp_path, FixedClock())
    assert lines(made) == []
    other.kill()
    other.communicate()
    assert lines(made) == [b"theirs"]


def test_room_has_an_end_and_comes_back(tmp_path: Path) -> None:
    made = Spool(tmp_path, FixedClock(), most=20)
    assert [made.add(b"12345") for _ in range(4)] == [True, True, True, False]
    made.turn()
    for path in made.ended():
        path.unlink()
    made.ended()
    assert made.add(b"12345")


def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not Spool(tmp_path / "file" / "hits", FixedClock()).add(b"one")
