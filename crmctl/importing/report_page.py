"""The report of an import as one page that stands by itself, for people who were not there."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import IO

from crmctl import pages
from crmctl.importing import planning
from crmctl.importing.planning import Plan
from crmctl.importing.report import OUTCOMES, Problem, Report, Sort, called
from crmctl.importing.request import Request
from crmctl.storage import whole_file
from crmctl.storage.queries import Row

_MOST_COLUMNS = 500
_MOST_EXAMPLES = 5
_LONGEST = 200
_MEANINGS = {
    "created": "new records",
    "updated": "records that were there and have changed",
    "unchanged": "records that were so already",
    "skipped": "rows passed over: their records are there already",
    "failed": "rows that could not be taken",
}
_DID = {
    "created": "{} made new records",
    "updated": "{} changed records",
    "unchanged": "{} changed nothing",
    "skipped": "{} were passed over",
    "failed": "{} could not be taken",
}
_WOULD = _DID | {
    "created": "{} would make new records",
    "updated": "{} would change records",
    "unchanged": "{} would change nothing",
    "skipped": "{} would be passed over",
}
_DUPLICATES = {
    "skip": "passed over",
    "update": "used to update that record; an empty cell never empties a field",
    "create": "made into further records all the same",
}
# Line ends, and what joins or parts the letters of some scripts.
_HARMLESS = "\n\t\u200c\u200d"
_IN_FILE = {
    "first": "the first was taken, the others passed over",
    "last": "the last was taken, the others passed over",
    "merge": "the first was taken, its blanks filled from the others",
    "reject": "the first was taken, the others rejected",
}
_ALL = "each made a record of its own"
_UPDATE = {
    "overwrite": "the file's value won",
    "fill": "only what was blank was filled",
}
_STYLE = """
body { display: block }
main { max-width: 60rem; margin: 1.5rem auto; padding: 1.5rem clamp(1rem, 4vw, 2.25rem) }
:root { --created: #2f7d4f; --updated: #2b6cb0; --unchanged: #8a8f95; --skipped: #c9c5bc;
  --failed: #b83a2e }
@media (prefers-color-scheme: dark) { :root { --created: #58b37d; --updated: #6aa5e0;
  --unchanged: #7d838a; --skipped: #4a4f55; --failed: #e2695c } }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem }
h3 { margin: 1.25rem 0 .25rem; font-size: 1rem }
.bar { display: flex; height: .75rem; margin: 1rem 0; border-radius: .375rem; overflow: hidden;
  background: var(--line) }
.bar i { display: block; min-width: 2px }
.key { display: inline-block; width: .7rem; height: .7rem; margin-right: .5rem; border-radius: 2px }
.wide { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: .95rem }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; unicode-bidi: isolate; overflow-wrap: break-word }
th { color: var(--quiet); font-weight: 600 }
td.number, th.number { text-align: right; white-space: nowrap }
td.quiet { color: var(--quiet) }
td.outcome { white-space: nowrap }
p, table.facts td { overflow-wrap: anywhere }
table.facts th { width: 12rem; min-width: 6rem }
@media print { main { border: 0; margin: 0 } }
"""


@contextmanager
def growing(path: Path | None) -> Iterator[IO[bytes] | None]:
    """The page while it is written, in its place at the end; None where none is wanted."""
    if path is None:
        yield None
        return
    with whole_file.beside(path) as page:
        yield page


def render(plan: Plan, row: Row, report: Report) -> str:
    """The page of an import whose row in the history this is."""
    parts = (
        _summary(row),
        _counts(row),
        _next_step(row),
        _problems("Rows that were not taken", report.failures),
        _problems("Taken, with a warning", report.cautions),
        _problems("Passed over", report.passed),
        _mapping(plan),
        _handling(plan),
        _file(plan, row),
        "<p><small>This page holds data from the file: pass it on with care.</small></p>",
    )
    return pages.page(f"Import of {_shown(row['file_name'])}", "".join(parts), _STYLE)


def _summary(row: Row) -> str:
    trial = row["status"] == "validated"
    began = "A trial run, which wrote nothing, read" if trial else "The import read"
    verbs = _WOULD if trial else _DID
    done = [verbs[name].format(f"{row[name]:,}") for name in OUTCOMES if row[name]]
    rows = "row" if row["total_rows"] == 1 else "rows"
    sentence = f"{began} {row['total_rows']:,} {rows} of {row['object_type']}: {', '.join(done)}."
    who = f"By {row['user_id']}, {row['created_at']:%d %B %Y, %H:%M} UTC."
    return f"<p>{_cell(sentence)}</p><p><small>{_cell(who)}</small></p>"


def _counts(row: Row) -> str:
    total = max(row["total_rows"], 1)
    bar = "".join(
        f'<i style="width:{100 * row[name] / total:.2f}%;background:var(--{name})"></i>'
        for name in OUTCOMES
        if row[name]
    )
    lines = "".join(
        f'<tr><td class="outcome"><span class="key" style="background:var(--{name})"></span>'
        f"{name}</td>"
        f'<td class="number">{row[name]:,}</td><td class="quiet">{_MEANINGS[name]}</td></tr>'
        for name in OUTCOMES
    )
    sum_ = f'<tr><th>rows</th><th class="number">{row["total_rows"]:,}</th><th></th></tr>'
    return f'<div class="bar" aria-hidden="true">{bar}</div><table>{lines}{sum_}</table>'


def _next_step(row: Row) -> str:
    if not row["rejects_file"]:
        return ""
    said = (
        f"The rows that were not taken are in {row['rejects_file']}, each with its reason. "
        "Mended, that file can be imported as it is."
    )
    return f"<p>{escape(said)}</p>"


def _problems(title: str, sorts: dict[str, Sort]) -> str:
    if not sorts:
        return ""
    by_number = sorted(sorts.items(), key=lambda item: -item[1].count)
    return f"<h2>{escape(title)}</h2>" + "".join(_sort(*item) for item in by_number)


def _sort(code: str, sort: Sort) -> str:
    """One kind of problem: how often, and what it looks like."""
    shown = sort.examples[:_MOST_EXAMPLES]
    more = sort.count - len(shown)
    rows = [_example(problem) for problem in shown]
    tail = f"<p><small>... and {more:,} more of this kind.</small></p>" if more else ""
    return (
        f"<h3>{escape(called(code))}: {sort.count:,}</h3>"
        + _table(("Line", "Column", "Cell", "What is wrong"), rows)
        + tail
    )


def _example(problem: Problem) -> tuple[str, ...]:
    return (f"{problem.line:,}", problem.column or "", problem.value or "", problem.message)


def _mapping(plan: Plan) -> str:
    proposals = plan.mapping.proposals
    rows = [
        (each.column, each.field or "left out", each.surety, each.reason)
        for each in proposals[:_MOST_COLUMNS]
    ]
    more = len(proposals) - len(rows)
    tail = f"<p><small>... and {more:,} more columns.</small></p>" if more else ""
    saved = plan.request.saved
    said = f"<p>{escape(f'By the saved mapping {saved.name}.')}</p>" if saved else ""
    heads = ("Column of the file", "Field", "Sure", "Because")
    return f"<h2>Where the columns went</h2>{said}{_table(heads, rows)}{tail}"


def _handling(plan: Plan) -> str:
    request = plan.request
    keys = planning.usable_keys(plan)
    known = f"by {', then by '.join(keys)}" if keys else "by nothing: no column tells it"
    bad = "left out of its row" if request.on_error == "blank" else "a reason to reject its row"
    return "<h2>How it was told to go about it</h2>" + _facts(
        [
            ("A record that is there is known", known),
            ("Rows of such records were", _DUPLICATES[request.duplicates]),
            *_updating(request),
            ("Of rows that are one record", _ALL if plan.takes_all else _IN_FILE[request.in_file]),
            ("A value that does not fit was", bad),
            ("Dates were read as", request.date_format or "ISO dates, or as their column proves"),
            ("The decimal mark was", request.decimal_mark or "as the column proves"),
            *(("Read as told", each) for each in request.map_values),
        ]
    )


def _updating(request: Request) -> Iterator[tuple[str, str]]:
    if request.duplicates != "update":
        return
    for word in request.update or ("overwrite",):
        field, _, policy = word.rpartition("=")
        yield f"To update {field or 'a record'}", _UPDATE.get(policy, policy)
    if request.clear_with is not None:
        yield "A field was emptied by the cell", request.clear_with
    if request.resubscribe:
        yield "Who had opted out", "could be opted in again by the file"


def _file(plan: Plan, row: Row) -> str:
    layout = plan.table.layout
    delimiter = {"\t": "tab"}.get(layout.delimiter, layout.delimiter)
    return "<h2>The file</h2>" + _facts(
        [
            ("Name", row["file_name"]),
            ("Size", f"{row['file_bytes']:,} bytes"),
            ("SHA-256", row["file_sha256"]),
            ("Encoding", layout.encoding),
            ("Between cells", delimiter),
            ("Header", f"line {layout.header_line}" if layout.header_line else "none"),
            *(("Noticed", note) for note in layout.notes),
            ("Took", f"{row['duration_ms'] / 1000:.1f} seconds"),
            ("Import", row["id"]),
        ]
    )


def _facts(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_cell(name)}</th><td>{_cell(value)}</td></tr>'
        for name, value in pairs
    )
    return f'<table class="facts">{rows}</table>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{_cell(each)}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _cell(text: str) -> str:
    """A text of the file or of ours, harmless in a page."""
    return escape(_shown(text))


def _shown(text: str) -> str:
    """No longer than people read, and without what steers."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return "".join(letter if _is_shown(letter) else "\ufffd" for letter in short)


def _is_shown(letter: str) -> bool:
    """Neither what steers (half a surrogate pair, controls, turns of direction) nor nothing."""
    return letter.isprintable() or letter in _HARMLESS or unicodedata.category(letter) == "Zs"
