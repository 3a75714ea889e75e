"""A file comes in lots; the first ones of a large one are small, for somebody waits for them."""

from pathlib import Path

import pytest

from crmctl.importing import alongside, lots, planning, preparing
from crmctl.importing.planning import Limits
from crmctl.importing.request import Request
from crmctl.storage.session import Session

LIMITS = Limits(10**9, 10**6)


@pytest.mark.parametrize(
    ("note", "sizes"), [("", [80] * 4), ("x" * 4_000, [10, 20, 40, 80, 80, 80, 10])]
)
def test_each_row_is_in_one_lot(work: Session, tmp_path: Path, note: str, sizes: list[int]) -> None:
    path = tmp_path / "people.csv"
    addresses = [f"p{at}@x.example" for at in range(320)]
    path.write_text("Email,Notes\n" + "".join(f"{each},{note}\n" for each in addresses))
    plan = planning.prepare(Request(path, path.name), LIMITS)
    assert (plan.opened.bytes >= alongside.WORTH_A_PROCESS) == bool(note)
    checker, nothing = preparing.checker(work, plan), lots.Demand(False)
    email = plan.kind.fields.get("email")
    with lots.read(work, plan, checker, 80, nothing) as stream:
        made = [list(lot.values[email]) for lot in stream]
    assert [len(each) for each in made] == sizes
    assert [address for each in made for address in each] == addresses
