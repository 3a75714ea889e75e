"""A file comes in lots; the first ones of a large one are small, for somebody waits for them."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crmctl.importing import alongside, lots, planning
from crmctl.importing.planning import Limits
from crmctl.importing.rejects import Rejects
from crmctl.importing.request import Request
from crmctl.importing.running import Run
from crmctl.storage import queries, tables
from crmctl.storage.session import Session
from tests.conftest import ONE_PROCESSOR, Workspace

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


@pytest.mark.skipif(ONE_PROCESSOR, reason="needs two processors")
@pytest.mark.parametrize("waited", [0, 3], ids=["at once", "behind another import"])
def test_what_was_made_ready_before_a_wait_is_not_written(
    workspace: Workspace, tmp_path: Path, waited: int
) -> None:
    """Else records would be of a time before those that others have made meanwhile."""
    path = tmp_path / "people.csv"
    rows = (f"p{at}@x.example,{'x' * 4_000}\n" for at in range(320))
    path.write_text("Email,Notes\n" + "".join(rows))
    plan = planning.prepare(Request(path, path.name), LIMITS)
    with (
        workspace.open() as work,
        lots.reading(work, plan, 80, make_ready=True) as reading,
    ):
        time.sleep(1)
        now = work.now()
        begun = replace(reading, begun_at=now - timedelta(seconds=waited))
        nobody = Rejects(None, plan.table)
        run = Run(work, plan, "i-1", nobody, lambda *_: None, lot_size=80, reading=begun)
        assert run.carry_out()["created"] == 320
        made = [row["created_at"] for row in queries.find(work, tables.contacts)]
    assert (min(made) < now) == (not waited)
