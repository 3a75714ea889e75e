"""Damaged exports import or are refused in one line: no traceback, no hang, counts that add up.

Ten thousand of them: `python -m tests.benchmarks.import_fuzz`.
"""

import csv
import io
import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmctl.records import registry
from tests.conftest import Workspace
from tests.importing import attempts

HERE = Path(__file__).parent
PRODUCTS = json.loads((HERE / "more_header_rows.json").read_text(encoding="utf-8"))
NAMES = registry.kind("contacts").fields.importable()
IN_ONE_DATABASE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
cells = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\",;'\\\t"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "in.csv"


@IN_ONE_DATABASE
@given(seed=st.integers(0, 2**64))
def test_real_headers_after_accidents(workspace: Workspace, file: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = attempts.lifelike(chance, chance.choice(PRODUCTS))
    file.write_bytes(attempts.mutated(whole, chance))
    attempts.attempt(workspace, file, attempts.options(chance))


@IN_ONE_DATABASE
@given(
    names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True),
    data=st.data(),
    form=st.tuples(
        st.sampled_from(",;\t|"),
        st.sampled_from(["\n", "\r\n", "\r"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ),
)
def test_any_cells_in_any_fields(
    workspace: Workspace,
    file: Path,
    names: list[str],
    data: st.DataObject,
    form: tuple[str, str, str],
) -> None:
    delimiter, end, encoding = form
    row = st.lists(cells, min_size=len(names), max_size=len(names))
    rows = data.draw(st.lists(row, min_size=1, max_size=8))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["first_name", *names], *(["Ann", *cells] for cells in rows)])
    file.write_text(text.getvalue(), encoding=encoding, newline="")
    seed = data.draw(st.integers(0, 1000))
    chosen = attempts.options(random.Random(seed)) | {"type": "contacts"}
    attempts.attempt(workspace, file, chosen)
