"""Where the keys come from, and that two who need one at once get the same."""

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from crmctl.errors import ConfigurationError
from crmctl.storage import keys

ONE, TWO = bytes(32), bytes(range(32))


def text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


def test_the_environment_comes_first_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "encryption.key").write_text(text(ONE))
    loaded = keys.load(f"{text(TWO)}, {text(ONE)}", tmp_path)
    assert (loaded.first, loaded.all, loaded.origin) == (TWO, (TWO, ONE), "environment")
    assert keys.load(text(TWO), tmp_path / "none").all == (TWO,)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "given",
    ["x", "é", ",", text(ONE)[:-4], f"{text(ONE)},", f"{text(ONE)},{text(ONE[1:])}", "=" * 44],
)
def test_what_is_no_key_is_named(tmp_path: Path, given: str) -> None:
    with pytest.raises(ConfigurationError, match="CRMCTL_ENCRYPTION_KEY is not urlsafe base64"):
        keys.load(given, tmp_path)


def test_without_a_keyring_a_file_for_the_owner_is_made_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = keys.load(None, home)
    path = home / "encryption.key"
    assert made.origin == "file"
    assert path.read_text() == text(made.first)
    assert path.stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert keys.load(None, home) == made
    assert [each.name for each in home.iterdir()] == ["encryption.key"]
    assert keys.load(None, tmp_path / "other").first != made.first


@pytest.mark.parametrize("content", [b"", b"rubbish\n", "é".encode(), b"\xff"])
def test_a_file_that_holds_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "encryption.key").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"encryption\.key is not urlsafe base64"):
        keys.load(None, tmp_path)


def test_a_line_break_after_the_key_is_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "encryption.key").write_text(f"{text(TWO)},\n{text(ONE)}\n")
    assert keys.load(None, tmp_path).all == (TWO, ONE)


def test_a_keyring_keeps_the_key_of_each_home(tmp_path: Path) -> None:
    keyring.set_keyring(Drawer())
    made = keys.load(None, tmp_path)
    assert made.origin == "keyring"
    assert keys.load(None, tmp_path) == made
    assert keys.load(None, tmp_path / "other").first != made.first
    note = tmp_path / "encryption.key.in-keyring"
    assert note.read_text() == keys.name(made.first)


def test_a_key_in_a_keyring_is_not_made_anew_where_that_is_out_of_reach(tmp_path: Path) -> None:
    """Under cron there is no D-Bus: a second key would make all that the first protects unreadable.

    The way out is said, and works.
    """
    drawer = Drawer()
    keyring.set_keyring(drawer)
    made = keys.load(None, tmp_path)
    keyring.set_keyring(fail.Keyring())
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="keys move-to-file"):
            keys.load(None, tmp_path)
    assert not (tmp_path / "encryption.key").exists()
    keyring.set_keyring(drawer)
    keys.move_to_file(keys.load(None, tmp_path), tmp_path)
    keyring.set_keyring(fail.Keyring())
    assert keys.load(None, tmp_path) == keys.Keys(made.all, "file")
    assert (tmp_path / "encryption.key").stat().st_mode & 0o777 == 0o600


def test_looking_makes_nothing(tmp_path: Path) -> None:
    keyring.set_keyring(Drawer())
    assert keys.look(None, tmp_path / "home") is None
    assert keys.look(None, tmp_path / "home") is None
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("ring", [fail.Keyring, Drawer])
def test_a_new_key_comes_before_the_others(tmp_path: Path, ring: type[KeyringBackend]) -> None:
    keyring.set_keyring(ring())
    made = keys.load(None, tmp_path)
    new = keys.put_before(made, tmp_path)
    assert new.all[1:] == made.all
    assert keys.load(None, tmp_path) == new
    assert keys.keep(keys.Keys(new.all[:1], new.origin), tmp_path).all == new.all[:1]
    assert keys.load(None, tmp_path).all == new.all[:1]


def test_keys_from_the_environment_are_the_users_own_to_change(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="put a new one before them"):
        keys.put_before(keys.load(text(ONE), tmp_path), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_keyring_that_drops_the_new_key_changes_nothing(tmp_path: Path) -> None:
    drawer = Drawer()
    keyring.set_keyring(drawer)
    made = keys.load(None, tmp_path)
    drawer.set_password = lambda *_: None
    with pytest.raises(ConfigurationError, match="nothing was changed"):
        keys.put_before(made, tmp_path)
    assert keys.load(None, tmp_path) == made


def test_the_name_of_a_key_tells_keys_apart(tmp_path: Path) -> None:
    assert keys.name(ONE) != keys.name(TWO)
    assert keys.name(ONE) == keys.name(bytes(32))
    assert len(keys.name(ONE)) == 8


def test_a_file_stays_in_force_where_a_keyring_appears(tmp_path: Path) -> None:
    made = keys.load(None, tmp_path)
    keyring.set_keyring(Drawer())
    assert keys.load(None, tmp_path) == made


def test_a_keyring_that_keeps_nothing_is_none(tmp_path: Path) -> None:
    keyring.set_keyring(null.Keyring())
    assert keys.load(None, tmp_path).origin == "file"


def test_threads_at_once_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _: keys.load(None, tmp_path), range(8)))
    assert len(made) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["encryption.key"]


def test_processes_at_once_get_one_key(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from crmctl.storage import keys;"
        "sys.stdin.read(); print(keys.load(None, Path(sys.argv[1])).first.hex())"
    )
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    running = [
        subprocess.Popen([sys.executable, "-c", code, tmp_path], env=environment, text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(3)
    ]  # fmt: skip
    for each in running:
        assert each.stdin is not None
        each.stdin.close()
    said = set()
    for each in running:
        assert each.stdout is not None
        with each.stdout:
            said.add(each.stdout.read())
        assert each.wait(30) == 0
    assert said == {f"{keys.load(None, tmp_path).first.hex()}\n"}
