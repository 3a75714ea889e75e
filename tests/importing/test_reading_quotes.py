"""Quotes that are wrong cost at most their own row, and never the time of day."""

from pathlib import Path

import pytest

from crmctl.importing.reading.table import Table, open_table

HEADER = "Name,Note,City\n"


def read(tmp_path: Path, text: str) -> tuple[Table, list[tuple[int, list[str]]]]:
    source = tmp_path / "quotes.csv"
    source.write_bytes(text.encode())
    table = open_table(source)
    return table, list(table.rows())


GOOD = 'Bob,"good, here",Rome\n' * 5


@pytest.mark.parametrize(
    ("record", "cells"),
    [
        ('Anna,say "hi",Rome\n', ["Anna", 'say "hi"', "Rome"]),
        ('Anna,"say "hi, you" now",Rome\n', ["Anna", 'say "hi, you" now', "Rome"]),
        ('Anna,5" pipe,Rome\n', ["Anna", '5" pipe', "Rome"]),
        ('Anna,"5" pipe",Rome\n', ["Anna", '5" pipe', "Rome"]),
        ('Anna,"a 5"",Rome\n', ["Anna", 'a 5"', "Rome"]),
        ('Anna,"open,Rome\n', ["Anna", '"open', "Rome"]),
        ('Anna,open,"\n', ["Anna", "open", '"']),
        ('Anna,"say \\"hi, you\\"",Rome\n', ["Anna", 'say "hi, you"', "Rome"]),
        ('Anna,"two\nlines "here", ok",Rome\n', ["Anna", 'two\nlines "here", ok', "Rome"]),
        ("Anna,'tis,Rome\n", ["Anna", "'tis", "Rome"]),
        ('Anna,"C:\\dir\\",Rome\n', ["Anna", "C:\\dir\\", "Rome"]),
    ],
)
def test_a_wrong_quote_is_read_as_a_person_would(
    tmp_path: Path, record: str, cells: list[str]
) -> None:
    _, rows = read(tmp_path, HEADER + GOOD + record + GOOD)
    assert rows[5] == (7, cells)
    assert [row for _, row in rows[:5] + rows[6:]] == [["Bob", "good, here", "Rome"]] * 10


def test_a_quote_that_never_closes_in_a_line_of_megabytes(tmp_path: Path) -> None:
    _, rows = read(tmp_path, 'Name,Note\n"' + "a, b" * 1_500_000 + "\n")
    ((line, cells),) = rows
    assert (line, len(cells), cells[:2], cells[-1]) == (2, 1_500_001, ['"a', " ba"], " b")


def test_two_stray_quotes_do_not_swallow_the_rows_between(tmp_path: Path) -> None:
    between = "".join(f"N{number},x,Rome\n" for number in range(50))
    text = f'{HEADER}{GOOD}Anna,"open,Rome\n{between}Zoe,shut",Rome\n{GOOD}'
    table, rows = read(tmp_path, text)
    assert len(rows) == 62
    assert rows[5] == (7, ["Anna", '"open', "Rome"])
    assert rows[-1][0] == 63
    assert table.mended == [7]


def test_a_quote_that_never_closes_costs_its_own_row_only(tmp_path: Path) -> None:
    many = "Cid,x,Rome\n" * 5000
    _, rows = read(tmp_path, f'{HEADER}{GOOD}Anna,"open,Rome\n{many}')
    assert len(rows) == 5006
    assert rows[-1] == (5007, ["Cid", "x", "Rome"])


def test_a_long_note_is_not_an_open_quote(tmp_path: Path) -> None:
    note = "a line, of words\n" * 400
    _, rows = read(tmp_path, f'{HEADER}{GOOD}Anna,"{note}",Rome\n{GOOD}')
    assert rows[5] == (7, ["Anna", note, "Rome"])
    assert rows[6][0] == 408


def test_wrong_quotes_in_every_row(tmp_path: Path) -> None:
    _, rows = read(tmp_path, HEADER + GOOD * 60 + 'Anna,"open,Rome\n' * 20_000)
    assert len(rows) == 20_300
    assert rows[-1] == (20_301, ["Anna", '"open', "Rome"])


def test_a_line_of_ten_megabytes(tmp_path: Path) -> None:
    cell = "x" * 10_000_000
    _, rows = read(tmp_path, f"{HEADER}Anna,{cell},Rome\n")
    assert rows == [(2, ["Anna", cell, "Rome"])]


@pytest.mark.parametrize("piece", ['"', ',"', '""x,', 'a"b ', "hello, "])
def test_two_megabytes_of_nonsense_end(tmp_path: Path, piece: str) -> None:
    table, rows = read(tmp_path, piece * (2_000_000 // len(piece)))
    assert len(rows) <= 1
    assert table.header


def test_a_hundred_thousand_columns(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(100_000)]
    table, rows = read(tmp_path, ",".join(names) + "\n" + ",".join(["x y"] * 100_000) + "\n")
    assert table.header == tuple(names)
    assert len(rows[0][1]) == 100_000
