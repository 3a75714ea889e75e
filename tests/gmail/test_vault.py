"""Logins at rest: sealed for one place, opened there alone.

Tried: every byte altered, rows swapped between workspaces, users, mailboxes and columns, keys lost,
keys rotated, and the key of links in place of the key of logins.
"""

import base64

import pytest

from crmctl.errors import NotAuthorisedError
from crmctl.gmail.vault import Place, SealedError, Vault, key_name
from crmctl.storage import keys
from crmctl.storage.keys import Keys

ONE, TWO = bytes(32), bytes(range(32))
HERE = Place("w", "u", "a@b.example", "refresh_token")
TOKEN = "1//0-token"


def vault(*held):
    return Vault(Keys(held, "file"))


def test_what_is_sealed_opens_again_and_shows_nothing():
    sealed = vault(ONE).seal(TOKEN, HERE)
    assert vault(ONE).open(sealed, HERE) == TOKEN
    assert TOKEN not in sealed
    assert TOKEN.encode() not in base64.urlsafe_b64decode(sealed.split(".")[2])
    assert sealed != vault(ONE).seal(TOKEN, HERE)
    assert len({base64.urlsafe_b64decode(vault(ONE).seal(TOKEN, HERE).split(".")[2])[:12]
                for _ in range(200)}) == 200  # fmt: skip


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("w2", "u", "a@b.example", "refresh_token"),
        Place("w", "u2", "a@b.example", "refresh_token"),
        Place("w", "u", "c@b.example", "refresh_token"),
        Place("w", "u", "a@b.example", "access_token"),
        Place("wu", "", "a@b.example", "refresh_token"),
        Place('w","u', "", "a@b.example", "refresh_token"),
    ],
)
def test_elsewhere_it_does_not_open(elsewhere):
    sealed = vault(ONE).seal(TOKEN, HERE)
    with pytest.raises(SealedError, match="belongs elsewhere"):
        vault(ONE).open(sealed, elsewhere)


def test_altered_it_does_not_open():
    sealed = vault(ONE).seal(TOKEN, HERE)
    head, name, body = sealed.split(".")
    data = base64.urlsafe_b64decode(body)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1
        text = f"{head}.{name}.{base64.urlsafe_b64encode(changed).decode()}"
        with pytest.raises(SealedError):
            vault(ONE).open(text, HERE)


@pytest.mark.parametrize(
    "text",
    ["", TOKEN, "v1", "v1.x", "v1..", "v2.{}.AAAA", "v1.{}.", "v1.{}.AAAA", "v1.{}.é", "..."],
)
def test_what_was_never_sealed_does_not_open(text):
    with pytest.raises(SealedError, match="connect again"):
        vault(ONE).open(text.format(keys.name(ONE)), HERE)


def test_a_lost_key_is_named_with_the_way_back():
    sealed = vault(ONE).seal(TOKEN, HERE)
    with pytest.raises(NotAuthorisedError, match=f"the key {keys.name(ONE)}, which is not here"):
        vault(TWO).open(sealed, HERE)


def test_the_first_key_seals_and_all_of_them_open():
    old = vault(ONE).seal(TOKEN, HERE)
    both = vault(TWO, ONE)
    assert both.open(old, HERE) == TOKEN
    new = both.seal(TOKEN, HERE)
    assert (key_name(old), key_name(new)) == (keys.name(ONE), keys.name(TWO))
    assert (both.is_newest(old), both.is_newest(new), both.is_newest(None)) == (False, True, True)
    with pytest.raises(SealedError):
        vault(ONE).open(new, HERE)


def test_the_key_itself_is_not_what_seals():
    """Links are signed with keys made from it; what is known of one tells nothing of another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data = base64.urlsafe_b64decode(vault(ONE).seal(TOKEN, HERE).split(".")[2])
    with pytest.raises(InvalidTag):
        AESGCM(ONE).decrypt(data[:12], data[12:], HERE.as_bytes())
