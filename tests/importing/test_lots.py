"""A file comes in lots; the first ones of a large one are small, for somebody waits for them."""

from pathlib import Path

import pytest

from crmctl.importing import alongside, lots, planning
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
    email = plan.kind.fields.get("email")
    with lots.reading(work, plan, 80, make_ready=False) as reading:
        made = [list(lot.values[email]) for lot in reading.lots]
    assert [len(each) for each in made] == sizes
    assert [address for each in made for address in each] == addresses
