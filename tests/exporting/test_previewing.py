"""The first rows of an export are those of the file, and their number is the number of rows."""

import csv
import io

import pytest

from crmctl.errors import UsageError
from crmctl.exporting import selecting
from crmctl.exporting.request import Request
from crmctl.records import editing, registry
from jobs import export_records, preview_export

CONTACTS = registry.kind("contacts")


@pytest.fixture
def people(toolbox):
    """A toolbox on twelve leads and a customer."""
    with toolbox.transaction() as session:
        for at in range(12):
            words = [
                f"email=p{at:02}@acme.example",
                "lifecycle=lead",
                f"phone=+1 212 555 01{at:02}",
            ]
            editing.add(session, CONTACTS, [*words, "account_name=Acme", "tags=a;b"])
        editing.add(session, CONTACTS, ["email=z@acme.example", "custom.shoe=39", "notes==1+1"])
    return toolbox


def look(toolbox, *names, **asked):
    request = Request("contacts", (), **asked)
    found = preview_export.run(toolbox, request, preview_export.prepare(toolbox, request))
    return found.of(names), found.total


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"raw": True},
        {"sort": "-email"},
        {"filters": ("lifecycle=lead",), "sort": "email"},
        {"search": "z@acme"},
        {"filters": ("lifecycle=evangelist",)},
    ],
)
def test_the_first_rows_are_those_of_the_file(people, asked):
    names = ("notes", "email", "phone", "account_name", "tags", "custom.shoe")
    out = io.BytesIO()
    report = export_records.run(people, Request("contacts", names, output="-", **asked), out)
    header, *rows = csv.reader(io.StringIO(out.getvalue().decode(), newline=""))
    assert header == list(names)
    assert look(people, *names, **asked) == (rows[:10], report["rows"])


def test_every_field_is_offered_and_custom_ones_in_use(people):
    offered = preview_export.prepare(people, Request("contacts", ())).fields
    names = [field.name for field in offered]
    assert names == [*selecting.every_field(CONTACTS), "custom.shoe"]
    assert set(selecting.DEFAULTS["contacts"]) <= set(names)


@pytest.mark.parametrize("plural", selecting.DEFAULTS)
def test_an_empty_workspace_has_a_preview(toolbox, plural):
    request = Request(plural, ())
    found = preview_export.run(toolbox, request, preview_export.prepare(toolbox, request))
    assert (found.rows, found.total) == ([], 0)
    assert set(selecting.DEFAULTS[plural]) <= set(found.names)


def test_a_bad_filter_is_refused_before_anything_is_shown(people):
    with pytest.raises(UsageError, match="nosuch"):
        preview_export.prepare(people, Request("contacts", (), filters=("nosuch=1",)))
