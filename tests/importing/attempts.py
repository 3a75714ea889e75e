"""Import whatever there is, and say what is wrong with how that went: for tests and for fuzzing."""

import random
from pathlib import Path
from typing import Any

from crmctl.errors import CrmctlError, UsageError
from crmctl.importing import planning, running
from crmctl.importing.planning import Plan
from crmctl.importing.reading import table as reading
from crmctl.importing.rejects import Rejects
from crmctl.importing.report import Report
from crmctl.importing.request import Request
from crmctl.records import registry
from crmctl.storage import queries
from tests.alarm import alarm
from tests.conftest import Workspace
from tests.importing.importer import LIMITS

_LONGEST_SECONDS = 60
_TYPES = ("contacts", "accounts", "deals")
_OPTIONS: dict[str, tuple[Any, ...]] = {
    "duplicates": ("skip", "update", "create"),
    "in_file": ("first", "last", "merge", "reject"),
    "on_error": ("reject", "blank"),
    "keep_unmapped": (False, True),
    "update": ((), ("fill",), ("overwrite", "notes=fill")),
    "clear_with": (None, "-", "NULL"),
    "decimal_mark": (None, ",", "."),
    "date_format": (None, "%d/%m/%Y"),
    "resubscribe": (False, True),
}
# What breaks readers, terminals, spreadsheets and databases, put where it may do harm.
_NASTY = (
    b"\0", b'"', b'""', b"'", b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\\", b"\\\"", b"=",
    b"=cmd|' /C calc'!A0", b"\x1b[2J", b"\x1b]0;owned\x07", "\u202eevil".encode(), b"\xff\xfe",
    "é".encode(), "é".encode("cp1252"), "李".encode(), "🙂".encode(), b"\xed\xa0\x80", b"\x80",
    "\u2028".encode(), b" " * 300, b"," * 300, b'"' * 301, b"\n" * 50, b"1e309", b"NaN", b"-",
    b"9" * 400, b"00/00/0000", b"31/12/99999", b"1.234.567,89-", b"#REF!", b"5.5E+11", b"sep=;\n",
    b"Total,,,12\n", b"a" * 70_000, b"@example.com", "ａ＠ｂ．ｃｏｍ".encode(), b"\x1a", b"\x0b",
)  # fmt: skip


class HangError(Exception):
    """An import took longer than any may."""


def options(chance: random.Random) -> dict[str, Any]:
    """A few options of an import, in any combination."""
    chosen = {name: chance.choice(values) for name, values in _OPTIONS.items()}
    return chosen | {"type": chance.choice(_TYPES)}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file after a few accidents."""
    for _ in range(chance.randint(1, 6)):
        data = chance.choice(_ACCIDENTS)(data, chance)
    return data


def _inserted(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(_NASTY) + data[at:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + data[start + chance.randint(1, 40) :]


def _ended(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    line = chance.choice(lines)
    return b"".join([*lines, *[line] * chance.randint(1, 30)])


def _shuffled(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _otherwise_separated(data: bytes, chance: random.Random) -> bytes:
    old, new = chance.sample([b",", b";", b"\t", b"|", b":", b'"', b"\n", b"\r\n"], 2)
    return data.replace(old, new)


def _otherwise_encoded(data: bytes, chance: random.Random) -> bytes:
    name = chance.choice(["utf-16", "utf-16-le", "cp1252", "mac_roman", "cp932", "utf-8-sig"])
    return data.decode("utf-8", "replace").encode(name, "replace")


_ACCIDENTS = (
    _inserted, _inserted, _inserted, _cut, _ended, _flipped, _flipped, _repeated, _shuffled,
    _otherwise_separated, _otherwise_encoded,
)  # fmt: skip


def attempt(workspace: Workspace, file: Path, chosen: dict[str, Any]) -> str:
    """Import the file and roll back; returns how it ended. AssertionError says what is wrong."""
    with alarm(_LONGEST_SECONDS, HangError):
        try:
            plan = planning.prepare(Request(file=file, name=file.name, **chosen), LIMITS)
            planning.refuse_useless(plan)
        except CrmctlError as error:
            _check_line(str(error))
            return "refused"
        with workspace.open(keep=False) as session:
            before = _count(session, plan)
            report = Report()
            rejects = Rejects(file.with_suffix(".rejects"), plan.table)
            run = running.Run(session, plan, "import", rejects, lambda *_: None, report, lot_size=7)
            row = run.carry_out()
            made = _count(session, plan) - before
            # Among accounts, parents that no row is of are made, too.
            more = plan.kind.plural == "accounts" and made > row["created"]
            assert more or made == row["created"], "created is not what was made"
            kept = rejects.keep()
        _check(plan, row, report)
        if kept:
            _check_rejects(kept, row["failed"])
            kept.unlink()
    return "imported"


def _check(plan: Plan, row: dict[str, Any], report: Report) -> None:
    rows = list(planning.data_rows(plan.table))
    counts = [row[name] for name in ("created", "updated", "unchanged", "skipped", "failed")]
    assert sum(counts) == row["total_rows"] == len(rows), (counts, len(rows))
    lines = [line for line, _ in rows]
    assert lines == sorted(set(lines)), "lines are out of order"
    assert min(row["failed"], 1) == min(len(row["errors"]), 1), "failed without a reason"
    for problem in [*report.problems, *report.warned]:
        assert problem.line >= 1
        _check_line(problem.message)


def _check_rejects(path: Path, failed: int) -> None:
    """The rejected rows are all there, and can be read."""
    try:
        table = reading.open_table(path)
    except UsageError:  # of a damaged file, the worst rows together may be no text any more
        return
    read = sum(1 for _ in planning.data_rows(table)) + len(table.skipped)
    assert read == failed or not table.layout.header_line, (read, failed)


def _check_line(text: str) -> None:
    assert text.strip()
    assert "\x1b" not in text, "a message carries what a terminal obeys"


def _count(session: Any, plan: Plan) -> int:
    return queries.count(session, registry.kind(plan.kind.plural).table)


def lifelike(chance: random.Random, row: dict[str, Any]) -> bytes:
    """A small export with the header row of a real product."""
    cells = [row["headers"], *([_cell(chance, field) for field in row["fields"]] for _ in range(9))]
    return "\n".join(",".join(_quoted(cell) for cell in line) for line in cells).encode()


def _cell(chance: random.Random, field: str | None) -> str:
    examples = _EXAMPLES.get(field or "", ("some words", "12", "", "2026-01-02", "Ünïcode, quoted"))
    return chance.choice((*examples, ""))


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\n') else cell


_EXAMPLES = {
    "email": ("ann@acme.example", "BOB@acme.example", "bad", "zoë@ünï.example", "a@b.example"),
    "contact_email": ("ann@acme.example", "nobody@acme.example"),
    "phone": ("+49 30 1234567", "030 1234567", "5.55E+11", "call me", "+1 415 555 0100"),
    "birthday": ("31/12/1990", "03/04/1990", "1990-12-31", "31.2.1990", "Dec 31, 1990"),
    "created_at": ("2026-01-02 10:00", "12/31/2025 1:30 PM", "yesterday"),
    "expected_close_date": ("31.12.2026", "01/02/2027", "2027-02-03"),
    "value": ("1.234,50 €", "$1,234.50", "1.234", "12,5", "much", "(5)"),
    "probability": ("50%", "0.5", "1", "101"),
    "stage": ("Won", "Gewonnen", "proposal", "Nonsense"),
    "lifecycle": ("Customer", "Kunde", "MQL", "Nonsense"),
    "email_opt_in": ("yes", "nein", "subscribed", "maybe"),
    "account_name": ("Acme", "ACME ", "Globex\nGmbH", "=1+1"),
    "account_domain": ("acme.example", "gmail.com", "not a domain"),
    "domain": ("acme.example", "https://www.globex.example/x", "-"),
    "website": ("acme.example", "https://globex.example", "none"),
    "first_name": ("Ann", "李", "-", "O'Brien"),
    "last_name": ("Lee", "van der Berg", ""),
    "full_name": ("Lee, Ann", "Ann Lee", "Madonna"),
    "name": ("Acme", "Globex", "Acme ", ""),
    "external_id": ("1", "007", "1.23457E+11", "a-b", "1"),
    "owner": ("me", "sam@acme.example", "Sam Rivera"),
    "tags": ("a;b", "vip, x", ";;"),
    "postal_code": ("01067", "1067", "CB1 2AB"),
    "country": ("Germany", "DE", "Atlantis"),
}
