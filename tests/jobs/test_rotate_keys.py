"""Rotating keys: everything is under the new one, whenever the run before was cut short.

Tried: a crash after each of its transactions, two runs at once, keys that are lost, several
workspaces, keys from the environment, and links that were signed before.
"""

import pytest

from crmctl.errors import ConfigurationError
from crmctl.exporting import links
from crmctl.exporting.links import Opened
from crmctl.gmail import mailboxes
from crmctl.settings import Settings
from crmctl.storage import keys, queries, tables
from crmctl.wiring import Toolbox
from jobs import open_mailbox, rotate_keys
from tests.exporting.making import KEY, new_key
from tests.gmail import connecting
from tests.google_standin.running import BEN


class Again:
    """Toolboxes on one home, each as a new process has it: keys are read anew."""

    def __init__(self, google, home, database):
        self.google, self.home, self.database = google, home, database
        self.made = []
        connecting.open_toolbox(google, home, database).close()

    def __call__(self, workspace="w-test", **options):
        given = {
            "home": str(self.home), "database": self.database, "workspace": workspace,
            "user": "u-test", "gmail-api-url": self.google.base,
            "google-revoke-url": f"{self.google.base}/revoke", **options,
        }  # fmt: skip
        self.made.append(Toolbox(Settings.load(given, {})))
        return self.made[-1]


@pytest.fixture
def again(google, made_url, tmp_path, no_keyring):
    made = Again(google, tmp_path / "home", made_url)
    yield made
    for each in made.made:
        each.close()


@pytest.fixture
def no_keyring():
    import keyring
    from keyring.backends import fail

    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def logins(again, google):
    """Three of them in two workspaces."""
    made = [connecting.connect(again(), google)[0].row["id"]]
    google.decide(BEN)
    made.append(connecting.connect(again(), google)[0].row["id"])
    made.append(connecting.connect(again("w-other"), google)[0].row["id"])
    return made


def everything_opens(again, logins):
    for toolbox, id_ in zip((again(), again(), again("w-other")), logins, strict=True):
        assert open_mailbox.access_token(toolbox, id_)
    return True


def test_a_new_key_seals_everything_and_the_old_one_still_opens_links(again, logins):
    toolbox = again()
    old = keys.name(toolbox.keys.first)
    link = links.token(toolbox.keys.all, Opened("w-test", "x"))
    report = rotate_keys.run(toolbox, forget_old=False)
    assert (report.new, report.resealed, report.unreadable) == (True, 9, 0)
    now = again()
    assert [keys.name(key) for key in now.keys.all] == [report.key, old]
    assert rotate_keys.used(now) == {report.key: 9}
    assert links.read(now.keys.all, link) == Opened("w-test", "x")
    assert everything_opens(again, logins)


def test_older_keys_are_forgotten_when_asked(again, logins):
    link = links.token(again().keys.all, Opened("w-test", "x"))
    rotate_keys.run(again(), forget_old=False)
    report = rotate_keys.run(again(), forget_old=True)
    assert (report.resealed, report.forgotten) == (9, 2)
    assert len(again().keys.all) == 1
    assert links.read(again().keys.all, link) is None
    assert everything_opens(again, logins)


@pytest.mark.parametrize("after", range(4))
def test_a_run_that_was_cut_short_is_finished_by_the_next(again, logins, after):
    """After the key was made, and after each mailbox."""
    toolbox = again()
    held = keys.put_before(toolbox.keys, toolbox.settings.home)
    vault = rotate_keys.Vault(held)
    places = [again(), again(), again("w-other")]
    for each, id_ in list(zip(places, logins, strict=True))[:after]:
        with each.transaction() as session:
            mailboxes.reseal(session, vault, id_)
    assert everything_opens(again, logins)
    report = rotate_keys.run(again(), forget_old=False)
    begun = after < 3
    assert report.new is not begun
    assert report.resealed == (9 if after in (0, 3) else 9 - 3 * after)
    assert len(again().keys.all) == (2 if begun else 3)
    assert everything_opens(again, logins)


def test_what_no_key_opens_is_told_and_stays(again, logins):
    with again().transaction() as session:
        row = mailboxes.get(session, logins[0])
        lost = row["refresh_token"].replace(row["refresh_token"].split(".")[1], "0badc0de")
        queries.change(
            session, tables.mailboxes, [mailboxes._is("id", logins[0])], {"refresh_token": lost}
        )
    report = rotate_keys.run(again(), forget_old=True)
    assert (report.new, report.resealed, report.unreadable) == (True, 8, 1)
    with again().transaction(write=False) as session:
        assert mailboxes.get(session, logins[0])["refresh_token"] == lost


def test_a_second_run_leaves(again, logins):
    toolbox = again()
    before = toolbox.keys
    with toolbox.lock(rotate_keys.LOCK) as ours:
        assert ours
        assert rotate_keys.run(again(), forget_old=False).busy
    assert again().keys == before


def test_keys_of_the_environment_are_rotated_by_hand(again, google):
    old = {"encryption-key": KEY}
    made, _ = connecting.connect(again(**old), google)
    with pytest.raises(ConfigurationError, match="put a new one before them"):
        rotate_keys.run(again(**old), forget_old=False)
    new = new_key()
    both = {"encryption-key": f"{new},{KEY}"}
    report = rotate_keys.run(again(**both), forget_old=False)
    assert (report.new, report.resealed) == (False, 3)
    assert open_mailbox.access_token(again(**{"encryption-key": new}), made.row["id"])
    with pytest.raises(ConfigurationError, match="take the others out yourself"):
        rotate_keys._forget_old(again(**both), again(**both).keys)
