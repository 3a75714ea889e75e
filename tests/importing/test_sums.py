"""Sums that add up: created, updated, unchanged, skipped and failed are the rows there were."""

from collections import Counter
from pathlib import Path

import pytest

from crmctl.errors import CrmctlError
from crmctl.importing.planning import Limits, prepare
from crmctl.importing.rejects import Rejects
from crmctl.importing.report import Report
from crmctl.importing.request import Request
from crmctl.importing.running import Run
from crmctl.storage import queries, tables
from tests.conftest import Workspace, envelopes

ROWS = "email,first_name\na@x.example,Ann\nbad,Bob\n"


def carry_out(workspace: Workspace, folder: Path, report: Report) -> None:
    file = folder / "in.csv"
    file.write_text(ROWS)
    plan = prepare(Request(file=file, name="in.csv"), Limits(10**6, 10**6))
    with workspace.open() as session:
        Run(session, plan, "i-1", Rejects(None, plan.table), lambda *_: None, report).carry_out()


@pytest.mark.parametrize("counted", [{"created": 1}, {"failed": 2}, {"skipped": -1}])
def test_sums_that_do_not_add_up_write_nothing(
    workspace: Workspace, tmp_path: Path, counted: dict[str, int]
) -> None:
    """A row too many or too few, of whatever kind, and the platform hears of no import."""
    told = envelopes(workspace.engine)
    with pytest.raises(CrmctlError, match=r"do not add up \(\d of 2 rows\)"):
        carry_out(workspace, tmp_path, Report(counts=Counter(counted)))
    assert envelopes(workspace.engine) == told
    with workspace.open(write=False) as session:
        assert queries.count(session, tables.contacts) == 0
        assert queries.count(session, tables.import_lots) == 0


def test_what_nobody_counts_as_an_outcome_is_no_row(workspace: Workspace, tmp_path: Path) -> None:
    report = Report(counts=Counter({"lost": 1}))
    carry_out(workspace, tmp_path, report)
    assert report.total == 2
    assert envelopes(workspace.engine)[-1]["type"] == "crm.import.completed"
