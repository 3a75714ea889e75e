"""What is read without the database, and what cannot be."""

from pathlib import Path

import pytest

from crmctl.importing import planning, preparing
from crmctl.importing.planning import Limits
from crmctl.importing.request import Request

LIMITS = Limits(10**6, 10**6)


@pytest.mark.parametrize(
    ("type_", "column", "asks"),
    [
        ("contacts", "company", False),
        ("contacts", "owner", True),
        ("accounts", "industry", False),
        ("deals", "value", False),
        ("deals", "stage", True),
    ],
)
def test_the_database_is_asked_where_it_knows_what_cells_mean(
    tmp_path: Path, type_: str, column: str, asks: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"name,{column}\nAcme,Ann\n")
    plan = planning.prepare(Request(path, path.name, type_), LIMITS)
    assert len([field for field in plan.mapping.fields if field]) == 2
    assert preparing.asks(plan) == asks
