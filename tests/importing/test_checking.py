"""Rows of cells become columns of values; what does not fit is named with its line."""

import gc
import weakref

import pytest

from crmctl.importing.checking import Checker, Lot
from crmctl.records import registry
from crmctl.records.values import Context

ROWS = [
    (2, [" Ann@X.example ", "Lee, Ann", "1990-01-31", "7"]),
    (3, ["nobody", "Bob", "31.2.1990", "many"]),
    (7, ["", "", "", ""]),
    (8, ["c@x.example", "Cleo"]),
    (9, ["d@x.example", "Dan", "", "", "", " "]),
    (10, ["e@x.example", "Eve", "", "", "", "extra"]),
]


def checked(rows: list, names: tuple[str, ...], *, blank: bool = False) -> Lot:
    kind = registry.kind("contacts")
    fields = [kind.fields.get(name) if name else None for name in names]
    context = Context("u-test", {}, None)
    return Checker(kind, tuple(f"C{n}" for n in range(len(names))), fields, context, blank).check(
        rows
    )


def by_name(lot: Lot) -> dict[str, list]:
    return {field.name: cells for field, cells in lot.values.items()}


@pytest.fixture
def lot() -> Lot:
    return checked(ROWS, ("email", "full_name", "birthday", "lead_score"))


def test_values_by_field(lot: Lot) -> None:
    values = by_name(lot)
    assert values["email"] == [
        "ann@x.example",
        None,
        None,
        "c@x.example",
        "d@x.example",
        "e@x.example",
    ]
    assert values["first_name"] == ["Ann", "Bob", None, "Cleo", "Dan", "Eve"]
    assert values["last_name"] == ["Lee", None, None, None, None, None]
    assert "full_name" not in values


def test_an_address_book_puts_several_values_into_a_cell_or_leaves_the_year_out() -> None:
    """As Google does: the first of several is taken, a birthday without a year is none."""
    names = ("email", "phone", "website", "birthday", "tags", "other_email")
    rows = [
        (2, ["a@x.example ::: b@x.example", "+1 415 555 0100 ::: +1 415 555 0101",
             "https://a.example ::: b.example", " --05-16", "* myContacts ::: VIP",
             "c@x.example ::: d@x.example"]),
        (3, ["e@x.example", "", "", "1980-05-16", '"a b","c","',  ""]),
        (4, ["x ::: y@x.example", "", "", "--0516", '""', ""]),
    ]  # fmt: skip
    lot = checked(rows, names)
    values = by_name(lot)
    assert values["email"] == ["a@x.example", "e@x.example", None]
    assert values["phone"][0] == "+1 415 555 0100"
    assert values["website"][0] == "https://a.example"
    assert [str(day) if day else None for day in values["birthday"]] == [None, "1980-05-16", None]
    assert values["tags"] == [["myContacts", "VIP"], ["a b", "c", '"'], []]
    assert values["other_email"][0] == ["c@x.example", "d@x.example"]
    told = [(each.line, each.column, each.code, each.message) for each in lot.warnings]
    assert told[0] == (2, "C0", "partly", "only 'a@x.example' was taken, left out: 'b@x.example'")
    assert [each[:3] for each in told[1:]] == [
        (4, "C0", "partly"), (2, "C1", "partly"), (2, "C2", "partly"),
        (2, "C3", "partly"), (4, "C3", "partly"),
    ]  # fmt: skip
    assert {at: [each.code for each in found] for at, found in lot.rejected.items()} == {
        2: ["email"]
    }


def test_every_misfit_of_a_row_is_named_with_its_line(lot: Lot) -> None:
    found = {
        at: [(each.line, each.column, each.value, each.code) for each in problems]
        for at, problems in lot.rejected.items()
    }
    assert found == {
        1: [
            (3, "C0", "nobody", "email"),
            (3, "C2", "31.2.1990", "date"),
            (3, "C3", "many", "number"),
        ],
        2: [(7, None, None, "required")],
        5: [(10, None, "extra", "width")],
    }
    assert lot.warnings == []


def test_blank_empties_the_cell_and_still_asks_for_what_is_needed() -> None:
    lot = checked(ROWS, ("email", "", "birthday", "lead_score"), blank=True)
    assert {at: problems[0].code for at, problems in lot.rejected.items()} == {
        1: "required",
        2: "required",
        5: "width",
    }
    assert [each.column for each in lot.warnings] == ["C0", "C2", "C3"]


def test_a_full_name_fills_only_what_is_empty() -> None:
    rows = [(2, ["Ann Lee", "", "Own"]), (3, ["Ann Lee", "", ""]), (4, ["", "Cleo", ""])]
    values = by_name(checked(rows, ("full_name", "first_name", "last_name")))
    assert values["first_name"] == [None, "Ann", "Cleo"]
    assert values["last_name"] == ["Own", "Lee", None]


def test_what_a_cell_says_is_the_same_however_many_were_read_before() -> None:
    """A checker knows the cells of lots before, and forgets them where they are too many."""
    kind = registry.kind("contacts")
    fields = [kind.fields.get(name) for name in ("email", "lead_score")]
    checker = Checker(kind, ("E", "S"), fields, Context("u-test", {}, None), blank=False)
    for lot in range(4):
        rows = [(at + 2, [f"p{at}@x.example", str(at % 7)]) for at in range(6_000 * (lot % 2 + 1))]
        rows[5:7] = [(7, ["nobody", "many"]), (8, ["", " "])]
        read = checker.check(rows)
        values = by_name(read)
        assert values["email"][:8:7] == ["p0@x.example", "p7@x.example"]
        assert values["lead_score"][:9] == [0, 1, 2, 3, 4, None, None, 0, 1]
        assert values["email"][-1] == rows[-1][1][0]
        assert {at: [p.code for p in why] for at, why in read.rejected.items()} == {
            5: ["email", "number"],
            6: ["required"],
        }


def test_cells_that_do_not_fit_keep_nothing_of_their_lot() -> None:
    """A large file would else stay in memory, until somebody looks for garbage."""
    gc.collect()
    gc.disable()
    try:
        lot = checked(ROWS, ("email", "full_name", "birthday", "lead_score"))
        assert lot.rejected
        kept = weakref.ref(lot)
        del lot
        assert kept() is None
    finally:
        gc.enable()
