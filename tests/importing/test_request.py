"""What was asked for is kept whole: an import that is resumed is the one that was asked for."""

import dataclasses
from pathlib import Path

from crmctl.importing.request import Request

# Not kept: where the file was, what is not for the history, and what the mapping says in full.
ELSEWHERE = {"file", "dry_run", "maps", "keep_unmapped", "saved"}
ASKED = Request(
    file=Path("/old/in.csv"),
    name="in.csv",
    type="deals",
    maps=("Deal=name", "Odd="),
    duplicates="update",
    match=("external_id", "name+account_name"),
    on_error="blank",
    delimiter=";",
    encoding="cp1252",
    header_row=3,
    date_format="%d.%m.%Y",
    rejects=Path("/tmp/rejects.csv"),
    in_file="merge",
    update=("fill", "value=overwrite"),
    clear_with="NULL",
    resubscribe=True,
    map_values=("stage:offen=lead",),
    decimal_mark=",",
    proven={"Closing": "dmy", "Sum": ","},
    report=Path("/tmp/report.html"),
)


def test_every_option_comes_back() -> None:
    fields = {field.name for field in dataclasses.fields(Request)} - ELSEWHERE
    plain = Request(file=ASKED.file, name="")
    for name in fields - {"name"}:
        assert getattr(ASKED, name) != getattr(plain, name), f"{name}: give it a value here"
    row = {
        "file_name": ASKED.name,
        "object_type": ASKED.type,
        "options": ASKED.as_document(),
        "mapping": {"Deal": "name", "Odd": None},
    }
    found = Request.of_row(row, Path("/new/copy"))
    assert {name: getattr(found, name) for name in fields} == {
        name: getattr(ASKED, name) for name in fields
    }
    assert (found.file, found.maps) == (Path("/new/copy"), ASKED.maps)
