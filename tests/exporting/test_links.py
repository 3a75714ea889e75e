"""Tokens: what one key has signed opens one export, and nothing else opens any."""

import base64
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmctl.exporting import links
from crmctl.exporting.links import Opened

OLD, NEW = bytes(32), bytes(range(32))
OPENED = Opened("w-test", "019ab3c4-0000-7000-8000-000000000001")
TOKEN = links.token([OLD], OPENED)
LETTERS = string.ascii_letters + string.digits + "-_"
NAMES = st.text(st.characters(exclude_categories=["Cs"]))


@given(NAMES, st.from_regex(r"[0-9a-f-]{1,36}", fullmatch=True))
def test_a_token_opens_what_it_was_made_for(workspace: str, export_id: str) -> None:
    opened = Opened(workspace, export_id)
    token = links.token([OLD], opened)
    assert links.read([OLD], token) == opened
    assert set(token) <= set(LETTERS)


def test_it_does_not_open_another() -> None:
    others = [Opened("w-tes", OPENED.export_id), Opened("w-test", OPENED.export_id[:-1] + "2")]
    assert len({TOKEN, *(links.token([OLD], other) for other in others)}) == 3


def test_every_letter_matters() -> None:
    for at, letter in enumerate(TOKEN):
        for other in set(LETTERS) - {letter}:
            assert links.read([OLD], TOKEN[:at] + other + TOKEN[at + 1 :]) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "=", "é", "\0", "../..", TOKEN[:-1], TOKEN + "A", TOKEN + "=", TOKEN + "==",
     TOKEN + "\n", " " + TOKEN, TOKEN[:20] + "\n" + TOKEN[20:], TOKEN.lower(),
     TOKEN * 2, "A" * 43, "A" * 10_000,
     TOKEN.replace("-", "+").replace("_", "/") + "/"],
)  # fmt: skip
def test_forged(text: str) -> None:
    assert links.read([OLD], text) is None


@given(st.text())
def test_no_text_opens_anything(text: str) -> None:
    assert links.read([OLD, NEW], text) is None


def test_a_signature_cut_short_is_none() -> None:
    data = base64.urlsafe_b64decode(TOKEN + "=" * (-len(TOKEN) % 4))
    for cut in range(len(data)):
        text = base64.urlsafe_b64encode(data[cut:]).rstrip(b"=").decode()
        assert (links.read([OLD], text) is None) == (cut > 0)


def test_keys_rotate() -> None:
    assert links.read([NEW, OLD], TOKEN) == OPENED
    fresh = links.token([NEW, OLD], OPENED)
    assert links.read([NEW], fresh) == OPENED
    assert links.read([NEW], TOKEN) is None
    assert links.read([OLD], fresh) is None
    assert links.read([], TOKEN) is None
