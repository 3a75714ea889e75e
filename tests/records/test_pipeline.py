"""A workspace's own stages, in their order."""

from dataclasses import replace

import pytest

from crmctl.errors import UsageError
from crmctl.records import editing, pipeline, registry
from crmctl.storage import queries, tables

DEALS = registry.kind("deals")


def test_a_workspace_comes_with_its_pipeline_once(workspace):
    with replace(workspace, name="new").open() as session:
        assert list(pipeline.stages(session).values()) == list(pipeline.DEFAULT)
        assert queries.count(session, tables.pipeline_stages) == 0
        assert pipeline.ensure_workspace(session)
        assert not pipeline.ensure_workspace(session)
        assert list(pipeline.stages(session).values()) == list(pipeline.DEFAULT)


def test_a_workspaces_own_stages_hold(work):
    queries.remove(work, tables.pipeline_stages, [])
    rows = [
        {"name": "sold", "label": "Verkauft", "position": 2, "probability": 100, "outcome": "won"},
        {"name": "new", "label": "Neu", "position": 1, "probability": 5, "outcome": "open"},
    ]
    queries.add(work, tables.pipeline_stages, rows)
    assert list(pipeline.stages(work)) == ["new", "sold"]
    made = editing.add(work, DEALS, ["name=D"])
    assert (made["stage"], made["probability"]) == ("new", 5)
    sold = editing.change(work, DEALS, made["id"], ["stage=verkauft"])
    assert (sold["stage"], sold["probability"]) == ("sold", 100)
    types = [row["type"] for row in queries.find(work, tables.outbox)]
    assert types[-1] == "crm.deal.won"
    with pytest.raises(UsageError, match="not one of new, sold"):
        editing.change(work, DEALS, made["id"], ["stage=lead"])
