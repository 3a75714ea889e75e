"""What a workspace settles for itself: read as written, its own alone, the default where unset."""

import pytest

from crmctl.errors import UsageError
from crmctl.records import workspace_settings
from crmctl.storage import queries, tables
from tests.conftest import Workspace


@pytest.mark.parametrize(
    ("name", "text", "value", "shown"),
    [
        ("team-members-as-contacts", "on", True, "on"),
        ("team-members-as-contacts", " Yes ", True, "on"),
        ("approve-closing-deals", "OFF", False, "off"),
        ("approve-deletes-above", "100", 100, "100"),
        ("approve-deletes-above", "0", 0, "0"),
        ("approve-sends-above", "1", 1, "1"),
        ("approve-undos-above", "off", None, "off"),
        ("approval-days", "36500", 36500, "36500"),
    ],
)
def test_it_reads_back_as_it_was_meant(work, name, text, value, shown):
    workspace_settings.change(work, name, "7" if "days" in name else "on" if value is True else "0")
    setting = workspace_settings.change(work, name, text)
    assert (setting.value, setting.own) == (value, True)
    assert workspace_settings.value(work, name) == value
    (listed,) = [each for each in workspace_settings.listed(work) if each.spec.name == name]
    assert listed == setting
    assert workspace_settings.shown(listed.value) == shown
    workspace_settings.forget(work, name)
    assert workspace_settings.listed(work) == workspace_settings.defaults()
    assert workspace_settings.value(work, name) == listed.spec.default


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("team-members-as-contacts", "maybe"),
        ("team-members-as-contacts", ""),
        ("approve-deletes-above", "-1"),
        ("approve-deletes-above", "many"),
        ("approve-deletes-above", str(2**31)),
        ("approval-days", "0"),
        ("approval-days", "off"),
        ("no-such-setting", "on"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(work, name, text):
    with pytest.raises(UsageError, match=name):
        workspace_settings.change(work, name, text)
    assert queries.count(work, tables.workspace_settings) == 0


def test_nothing_is_on_by_itself():
    values = {each.spec.name: each.value for each in workspace_settings.defaults()}
    assert values["approval-days"] == 7
    ours = [name for name in values if name.startswith(("approve-", "approval-by", "team-"))]
    assert len(ours) == 7
    assert {values[name] for name in ours} == {None, False}


def test_another_workspace_does_not_notice(engine):
    with Workspace(engine, "w-1").open() as session:
        workspace_settings.change(session, "approve-closing-deals", "on")
        (row,) = queries.find(session, tables.workspace_settings)
        assert row["user_id"] == "u-test"
    with Workspace(engine, "w-2").open(write=False) as session:
        assert workspace_settings.value(session, "approve-closing-deals") is False
    # The jobs that go through the workspaces find it.
    with Workspace(engine, "w-1").open(write=False) as session:
        assert queries.count(session, tables.workspaces) == 1
