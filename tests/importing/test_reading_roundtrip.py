"""What a CSV writer writes in any common dialect is read back the same."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmctl.errors import UsageError
from crmctl.importing.reading.table import Table, open_table

HEADER = ["First Name", "Email", "Created", "Note"]
EACH_IN_ITS_OWN_FILE = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

names = st.sampled_from(["Anna", "José", "O'Brien", "Zoë Li", "李", "Siân", "van der Berg", ""])
emails = st.integers(0, 9999).map("u{}@acme.example".format)
dates = st.dates().map(str)
notes = st.text(
    st.sampled_from("abc de,;|\t\"'\\\n:é.5-"), max_size=30
)  # what delimiters, quotes and escapes are made of
rows = st.lists(st.tuples(names, emails, dates, notes).map(list), min_size=2, max_size=30)
any_cell = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\t\n,;\"'"),
    max_size=12,
)


def write(target: Path, rows: Sequence[Sequence[str]], **dialect: Any) -> Path:
    text = io.StringIO()
    csv.writer(text, **dialect).writerows(rows)
    target.write_text(text.getvalue(), encoding="utf-8", newline="")
    return target


@EACH_IN_ITS_OWN_FILE
@given(
    rows=rows,
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_without_being_told_the_dialect(
    tmp_path: Path, rows: list[list[str]], delimiter: str, quoting: Any, end: str
) -> None:
    source = write(
        tmp_path / "t.csv", [HEADER, *rows], delimiter=delimiter, quoting=quoting,
        lineterminator=end,
    )  # fmt: skip
    table = open_table(source)
    assert list(table.header) == HEADER
    assert [cells for _, cells in table.rows()] == rows
    assert table.skipped == []


@EACH_IN_ITS_OWN_FILE
@given(
    width=st.integers(2, 5),
    data=st.data(),
    delimiter=st.sampled_from([",", ";", "\t", "|", ":", "~"]),
)
def test_any_cells_at_all_when_told(
    tmp_path: Path, width: int, data: st.DataObject, delimiter: str
) -> None:
    row = st.lists(any_cell, min_size=width, max_size=width)
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    header = [f"c{number}" for number in range(width)]
    source = write(tmp_path / "t.csv", [header, *rows], delimiter=delimiter, quoting=csv.QUOTE_ALL)
    table = open_table(source, delimiter=delimiter, encoding="utf-8", header_row=1)
    assert table.header == tuple(header)
    read = [cells for _, cells in table.rows()]
    assert [cells for cells in rows if cells in read] == read
    assert len(read) + len(table.skipped) == len(rows)


@EACH_IN_ITS_OWN_FILE
@given(data=st.binary(max_size=400))
def test_any_bytes_give_a_table_or_one_clear_line(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "t.csv"
    source.write_bytes(data)
    table = open_or_none(source)
    starts = [line for line, _ in table.rows()] if table else []
    assert starts == sorted(set(starts))


def open_or_none(source: Path) -> Table | None:
    try:
        return open_table(source)
    except UsageError as error:
        return None if "\n" not in str(error) else pytest.fail(str(error))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_with_every_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    rows = [HEADER, ["José", "jose@acme.example", "2024-05-01", "très bien"]]
    source = tmp_path / "t.csv"
    source.write_bytes("".join(",".join(row) + end for row in rows).encode(encoding))
    table = open_table(source)
    assert [list(table.header), *(cells for _, cells in table.rows())] == rows
    assert table.layout.encoding == encoding
