"""What people see: nothing that a terminal would obey, and values in words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crmctl.cli import output


@pytest.mark.parametrize("code", ["\x1b", "\x07", "\x08", "\r", "\x7f", "\x85", "\x9b", "\0"])
def test_control_codes_are_shown_as_what_they_are(code: str) -> None:
    assert output.visible(f"a{code}b") == "a\ufffdb"
    assert code not in output.cell(f"a{code}b")
    assert code not in output.cell([code])


def test_every_script_stays_as_it_is() -> None:
    text = "Zoë 美咲 Ελένη שלום 👩\u200d🚀\nline"
    assert output.visible(text) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (["a", None, 1], "a; ; 1"),
        (Decimal("12400.00"), "12400.00"),
        (date(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23, 12, tzinfo=UTC), "2026-11-23T12:00:00.000Z"),
    ],
)
def test_values_in_words(value: object, shown: str) -> None:
    assert output.cell(value) == shown


def test_a_title_and_a_head_are_made_safe_too(capsys: pytest.CaptureFixture[str]) -> None:
    output.table("a\x1b[31mb", ["c\x1bd"], [["e\x1bf"]])
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert shown.count("\ufffd") == 3


FAMILY = "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u2066c\u200fd", "a\ufffdb\ufffdc\ufffdd"),
        ("\x1b]0;title\x07\x9b31m", "\ufffd]0;title\ufffd\ufffd31m"),
        ("two\nlines", "two\nlines"),
        # What joins the letters of some scripts, and the people of a family, stays.
        (FAMILY, FAMILY),
    ],
)
def test_no_text_steers_the_terminal_or_turns_the_letters_around(text: str, shown: str) -> None:
    assert output.visible(text) == shown


def test_a_table_in_a_pipe_is_whole_and_its_columns_stand_under_each_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = "x" * 300
    rows = [["美咲", None, long], ["two\nlines", 7, "Zoe\u0308"], ["", "", "\x1b[31m"]]
    output.table("People", ["name", "score", "note"], rows)
    assert capsys.readouterr().out.splitlines() == [
        "People",
        "",
        "  name    score   note",
        f" {'─' * 318}",
        f"  美咲            {long}",
        "  two     7       Zoe\u0308",
        "  lines",
        "                  \ufffd[31m",
        "",
    ]


def test_a_table_without_rows_is_its_heads(capsys: pytest.CaptureFixture[str]) -> None:
    output.table("", ["id", "name"], [])
    assert capsys.readouterr().out == "\n  id   name\n ───────────\n\n"
