"""CSV, JSON Lines and XLSX, each read back by somebody else's reader."""

import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmctl.errors import UsageError
from crmctl.exporting import formats
from crmctl.exporting.files import Measured
from crmctl.records import guarding, registry

CONTACTS = registry.kind("contacts").fields
DEALS = registry.kind("deals").fields
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def written(writer, rows, *names, known=CONTACTS):
    out = io.BytesIO()
    measured = Measured(out)
    count = writer(iter(rows), [known.get(name) for name in names], measured)
    data = out.getvalue()
    assert (count, measured.bytes) == (len(rows), len(data))
    assert measured.sha256 == hashlib.sha256(data).hexdigest()
    return data


def table(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_csv_is_rfc_4180_in_utf_8():
    data = written(formats.of("csv"), [("Öß 李", 'say "x",\n\r\nend'), (None, "")],
                   "first_name", "notes")  # fmt: skip
    expected = 'first_name,notes\r\nÖß 李,"say ""x"",\n\r\nend"\r\n,\r\n'
    assert data == expected.encode()


def test_csv_is_guarded_unless_raw():
    rows = [("=1+1",), ("''=x",)]
    assert table(written(formats.of("csv"), rows, "notes"))[1:] == [["'=1+1"], ["'''=x"]]
    assert table(written(formats.of("csv", raw=True), rows, "notes"))[1:] == [["=1+1"], ["''=x"]]


def test_csv_has_a_mark_when_asked():
    assert written(formats.of("csv", mark=True), [], "email") == b"\xef\xbb\xbfemail\r\n"
    assert written(formats.of("csv"), [], "email") == b"email\r\n"


def test_an_empty_cell_alone_is_still_a_row():
    assert table(written(formats.of("csv"), [(None,), ("",)], "notes")) == [["notes"], [""], [""]]


@given(st.lists(st.tuples(st.text(), st.text())))
def test_every_text_comes_back_from_csv(rows):
    # A lone surrogate has no UTF-8; the database holds none.
    rows = [row for row in rows if "".join(row).isprintable() or "".join(row).isascii()]
    data = table(written(formats.of("csv"), rows, "notes", "first_name"))[1:]
    assert [tuple(map(guarding.restore, row)) for row in data] == rows


def test_json_lines():
    rows = [("=1+1", ["a", "b"], None, True, date(2000, 2, 29), NOON)]
    names = ("notes", "tags", "phone", "email_opt_in", "birthday", "created_at")
    (line,) = written(formats.of("jsonl"), rows, *names).splitlines()
    assert json.loads(line) == {
        "notes": "=1+1", "tags": ["a", "b"], "phone": None, "email_opt_in": True,
        "birthday": "2000-02-29", "created_at": "2026-11-23T12:00:00.000Z",
    }  # fmt: skip
    money = written(formats.of("jsonl"), [(Decimal("-12.50"),)], "value", known=DEALS)
    assert money == b'{"value":"-12.50"}\n'
    assert written(formats.of("jsonl"), [], "notes") == b""


def sheet(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_xlsx_has_typed_cells_and_never_a_formula():
    rows = [("=1+1", "https://x.example", ["a", "b"], 5, True, date(2000, 2, 29), NOON),
            ("{=1}", "-12.50", None, None, False, None, NOON)]  # fmt: skip
    names = ("notes", "website", "tags", "lead_score", "email_opt_in", "birthday", "created_at")
    made = sheet(written(formats.of("xlsx"), rows, *names))
    assert [cell.value for cell in made[1]] == list(names)
    noon = NOON.replace(tzinfo=None)
    assert [cell.value for cell in made[2]] == [
        "=1+1", "https://x.example", "a; b", 5, True, datetime(2000, 2, 29), noon,  # noqa: DTZ001
    ]  # fmt: skip
    assert [cell.data_type for cell in made[2]] == ["s", "s", "s", "n", "b", "d", "d"]
    assert [cell.value for cell in made[3]] == ["{=1}", "-12.50", None, None, False, None, noon]
    assert [cell.data_type for cell in made[3]][:2] == ["s", "s"]
    assert not any(cell.hyperlink for row in made.iter_rows() for cell in row)


def test_xlsx_keeps_an_amount_a_number():
    made = sheet(written(formats.of("xlsx"), [(Decimal("-12.50"),)], "value", known=DEALS))
    assert (made["A2"].value, made["A2"].data_type) == (-12.5, "n")


def test_xlsx_says_which_text_is_too_long():
    longest = "x" * formats.XLSX_TEXT
    made = sheet(written(formats.of("xlsx"), [(longest,)], "notes"))
    assert made["A2"].value == longest
    with pytest.raises(UsageError, match="Row 2 has a text of 32,768 letters"):
        written(formats.of("xlsx"), [("",), (f"{longest}x",)], "notes")
