"""What a spreadsheet would run is made harmless, and every cell comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmctl.records import guarding

SIGNS = tuple("=+-@\t\r＝＋－＠")
CELLS = st.text() | st.text(alphabet=[*SIGNS, "'", "a", "1", " ", "\n"])


@given(CELLS)
def test_every_cell_comes_back(cell: str) -> None:
    assert guarding.restore(guarding.neutralise(cell)) == cell


@given(CELLS)
def test_nothing_neutralised_begins_with_a_sign(cell: str) -> None:
    assert not guarding.neutralise(cell).startswith(SIGNS)


@given(CELLS)
def test_at_most_one_apostrophe_is_added(cell: str) -> None:
    assert guarding.neutralise(cell) in (cell, f"'{cell}")


@given(st.lists(CELLS))
def test_a_column_is_guarded_cell_by_cell(cells: list[str]) -> None:
    assert guarding.neutralise_all(cells) == [guarding.neutralise(cell) for cell in cells]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1 555 0100", "-12.50", "@cmd", "\tTab", "\rCR", "＝1", "＋1", "－1",
     "＠x", "=", "'=x",
     "''=x", "'''＝x", "'-", "=HYPERLINK(\"http://x\")", "@SUM(1)\n=2"],
)  # fmt: skip
def test_these_get_an_apostrophe(cell: str) -> None:
    assert guarding.neutralise(cell) == f"'{cell}"
    assert guarding.restore(f"'{cell}") == cell


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "plain",
        "'plain",
        "'",
        "''",
        "a=b",
        "1-2",
        " =1",
        "x@y.example",
        "'tis",
        "O'Hara",
        "\n=1",
    ],
)
def test_these_stay_as_they_are(cell: str) -> None:
    assert guarding.neutralise(cell) == cell
    assert guarding.restore(cell) == cell


def test_a_foreign_cell_without_an_apostrophe_is_left_alone() -> None:
    assert [guarding.restore(cell) for cell in SIGNS] == list(SIGNS)
