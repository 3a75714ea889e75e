"""A new business has its CRM: workspace, stages, settings as crmctl has them.

Tried: every real type, twice, at once, parts missing, a workspace that was there with other stages.
"""

import threading

import pytest

from crmctl.errors import PermanentError
from crmctl.platform.business_created import HANDLER
from crmctl.records import pipeline, workspace_settings
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from tests.conftest import Workspace
from tests.platform.delivering import BUSINESSES, Post

BIZ = {"businessId": "b-1", "tenantId": "w-new", "name": "New Biz"}


@pytest.fixture
def post(engine):
    return Post(engine, "w-new")


@pytest.fixture
def made(engine):
    """The name of the workspace and its stages."""

    def look():
        with Workspace(engine, "w-new").open(write=False) as session:
            rows = queries.find(session, tables.workspaces)
            stages = queries.find(session, tables.pipeline_stages)
        return [row["name"] for row in rows], [row["name"] for row in stages]

    return look


DEFAULT = sorted(stage.name for stage in pipeline.DEFAULT)


@pytest.mark.parametrize("type_", BUSINESSES)
def test_every_real_type_makes_it_once(post, made, engine, type_):
    post.deliver(HANDLER, type_, BIZ)
    post.deliver(HANDLER, type_, {**BIZ, "name": "Another name"})
    names, stages = made()
    assert (names, sorted(stages)) == (["New Biz"], DEFAULT)
    with Workspace(engine, "w-new").open(write=False) as session:
        assert workspace_settings.listed(session) == workspace_settings.defaults()


@pytest.mark.parametrize("data", [{}, {"name": None, "tenantId": None}, {"name": {"en": "x"}}])
def test_a_nameless_business_is_called_by_its_id(post, made, data):
    post.deliver(HANDLER, "business.created", data)
    names, stages = made()
    assert (names, sorted(stages)) == (["w-new"], DEFAULT)


def test_a_workspace_that_was_there_keeps_its_own_stages(post, made, engine):
    with Workspace(engine, "w-new").open() as session:
        pipeline.ensure_workspace(session)
        lost = [Compare(Place("name"), "is", ("lost",))]
        queries.remove(session, tables.pipeline_stages, lost)
        workspace_settings.change(session, "approval-days", "3")
    post.deliver(HANDLER, "business.created", BIZ)
    names, stages = made()
    assert (names, sorted(stages)) == (["New Biz"], [name for name in DEFAULT if name != "lost"])
    with Workspace(engine, "w-new").open(write=False) as session:
        assert workspace_settings.value(session, "approval-days") == 3


def test_a_business_of_another_workspace_is_refused_for_good(post, made):
    with pytest.raises(PermanentError, match="'w-new', but its data is of 'w-other'"):
        post.deliver(HANDLER, "business.created", {**BIZ, "tenantId": "w-other"})
    assert made() == ([], [])


def test_deliveries_at_once_make_one(post, made):
    def deliver():
        start.wait()
        post.deliver(HANDLER, "business.created", BIZ)

    start = threading.Barrier(6)
    threads = [threading.Thread(target=deliver) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names, stages = made()
    assert (names, sorted(stages)) == (["New Biz"], DEFAULT)
