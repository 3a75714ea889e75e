"""Approved exports and undone imports: run once by a worker, as who asked, or refused.

Tried: a crash at every statement, two workers at once, given up before the worker comes,
fields and imports that are not any more what they were, a kind that nobody can run.
"""

import threading

import pytest
from sqlalchemy import event

from crmctl.errors import NotFoundError, UsageError
from crmctl.exporting import approving
from crmctl.exporting import history as exports
from crmctl.exporting.request import Request
from crmctl.importing import approving as importing
from crmctl.importing import history as imports
from crmctl.importing.planning import Limits, prepare
from crmctl.importing.request import Request as Import
from crmctl.platform.approval_completed import HANDLER
from crmctl.records import approval_links, approvals, high_impact, workspace_settings
from crmctl.records.approvals import Asked
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from jobs import import_file, run_approved, run_queue, undo_import
from tests.conftest import envelopes
from tests.exporting import making
from tests.exporting.making import CONTACTS
from tests.platform.delivering import Post


@pytest.fixture
def toolbox(database_url, tmp_path):
    made = making.open_toolbox(tmp_path / "home", database_url)
    making.add_people(made, 3)
    yield made
    made.close()


def approve(toolbox, ask):
    """Have something asked for and approved; returns the action's id."""
    with toolbox.transaction() as session:
        action = ask(session)["id"]
        (approval,) = approval_links.ids_of(session, action)
    post = Post(toolbox.engine, toolbox.actor.workspace)
    data = {"approvalId": approval, "decidedById": "u-boss"}
    post.deliver(HANDLER, "approval.item.approved", data)
    return action


def ask_export(session):
    return approving.ask(session, Request("contacts", ("email",), ("email~example",)))


def look(toolbox, action):
    with toolbox.transaction(write=False) as session:
        return approvals.get(session, action)


def made_exports(toolbox):
    with toolbox.transaction(write=False) as session:
        return exports.listed(session, 10)


def test_an_approved_export_is_made_once_for_who_asked(toolbox):
    action = approve(toolbox, ask_export)
    assert look(toolbox, action)["status"] == "queued"
    assert made_exports(toolbox) == []
    assert run_queue.run(toolbox).failed == 0
    run_queue.run(toolbox)
    (made,) = made_exports(toolbox)
    row = look(toolbox, action)
    assert (row["status"], row["decided_by"]) == ("done", "u-boss")
    assert row["reason"] == f"export {made['id']}: crmctl exports watch {made['id']}"
    assert (made["status"], made["rows"], made["fields"]) == ("completed", 3, ["email"])
    assert made["user_id"] == toolbox.actor.user
    (told,) = [e for e in envelopes(toolbox.engine, toolbox.actor.workspace)
               if e["type"] == "crm.export.completed"]  # fmt: skip
    assert told["correlationId"] == row["correlation_id"] == made["correlation_id"]


def test_the_queue_lists_it_and_lets_it_be_given_up(toolbox):
    action = approve(toolbox, ask_export)
    (job,) = run_queue.queued(toolbox)
    assert (job["jobId"], job["kind"], job["type"]) == (action, "approval", "contacts")
    assert run_queue.cancel(toolbox, action)
    assert not run_queue.cancel(toolbox, action)
    run_queue.run(toolbox)
    assert (look(toolbox, action)["status"], made_exports(toolbox)) == ("cancelled", [])


def test_one_that_nobody_has_decided_on_is_no_job(toolbox):
    with toolbox.transaction() as session:
        action = ask_export(session)["id"]
    assert run_queue.queued(toolbox) == []
    assert not run_queue.cancel(toolbox, action)
    run_queue.run(toolbox)
    assert (look(toolbox, action)["status"], made_exports(toolbox)) == ("pending", [])


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked("export", "contacts", "T", {"fields": ["gone"], "format": "csv",
               "query": {"filters": [], "search": "", "sort": None, "raw": False, "mark": False}},
               {}), "no field 'gone'"),
        (Asked("undo_import", "contacts", "T", {"importId": "i-1", "status": "completed"}, {}),
         "no import 'i-1'"),
        (Asked("from_the_future", "contacts", "T", {}, {}), "cannot run 'from_the_future'"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_any_more_is_refused_with_the_reason(toolbox, asked, why):
    action = approve(toolbox, lambda session: approvals.request(session, asked))
    assert run_queue.run(toolbox).failed == 0
    row = look(toolbox, action)
    assert row["status"] == "refused"
    assert why in row["reason"]
    assert made_exports(toolbox) == []


def test_a_large_deletion_is_a_workers(toolbox, tmp_path):
    file = tmp_path / "in.csv"
    file.write_text("email\n" + "".join(f"m{at}@x.example\n" for at in range(5_001)))
    plan = prepare(Import(file=file, name="in.csv"), Limits(10**6, 6_000))
    import_file.run(toolbox, plan)
    many = [Compare(Place("email"), "~", ("m",))]

    def ask(session):
        rows = high_impact.chosen(session, CONTACTS, (), many)
        return high_impact.request_delete(session, CONTACTS, rows, {})

    first, second = approve(toolbox, ask), approve(toolbox, ask)
    assert [look(toolbox, each)["status"] for each in (first, second)] == ["queued", "queued"]
    assert run_queue.run(toolbox).failed == 0
    assert [look(toolbox, each)["status"] for each in (first, second)] == ["done", "refused"]
    with toolbox.transaction(write=False) as session:
        assert queries.count(session, tables.contacts, many) == 0


def test_two_workers_do_it_once(toolbox):
    approve(toolbox, ask_export)

    def work():
        start.wait()
        run_queue.run(toolbox)

    start = threading.Barrier(2)
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_queue.run(toolbox)
    assert len(made_exports(toolbox)) == 1


def test_a_worker_that_dies_at_any_statement_leaves_it_to_the_next(toolbox):
    action = approve(toolbox, ask_export)
    crashes = 0
    while dies_after(toolbox, crashes, action):
        assert (look(toolbox, action)["status"], made_exports(toolbox)) == ("queued", [])
        crashes += 1
    assert crashes > 5
    assert look(toolbox, action)["status"] == "done"
    assert len(made_exports(toolbox)) == 1


def dies_after(toolbox, statements, action):
    """Run the action, and die after so many statements; whether it came to it."""
    row = look(toolbox, action)
    left = [statements]

    def count(*_):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    event.listen(toolbox.engine, "before_cursor_execute", count)
    try:
        run_approved.finish(toolbox.acting_for(row), row)
    except KeyboardInterrupt:
        return True
    else:
        return False
    finally:
        event.remove(toolbox.engine, "before_cursor_execute", count)


class TestUndo:
    @pytest.fixture
    def imported(self, toolbox, tmp_path):
        file = tmp_path / "in.csv"
        file.write_text("email\n" + "".join(f"i{at}@x.example\n" for at in range(4)))
        plan = prepare(Import(file=file, name="in.csv"), Limits(10**6, 100))
        return import_file.run(toolbox, plan)["importId"]

    def ask(self, import_id):
        return lambda session: importing.ask(session, import_id)

    def contacts(self, toolbox):
        with toolbox.transaction(write=False) as session:
            return queries.count(session, tables.contacts)

    def test_an_approved_undo_takes_the_import_back_once(self, toolbox, imported):
        before = self.contacts(toolbox)
        action = approve(toolbox, self.ask(imported))
        assert self.contacts(toolbox) == before
        run_queue.run(toolbox)
        row = look(toolbox, action)
        assert (row["status"], self.contacts(toolbox)) == ("done", before - 4)
        assert row["reason"] == "0 records put back, 4 removed, 0 stay as they are"
        with toolbox.transaction(write=False) as session:
            assert imports.get(session, imported)["status"] == "undone"

    def test_one_that_was_undone_meanwhile_is_refused(self, toolbox, imported):
        action = approve(toolbox, self.ask(imported))
        undo_import.run(toolbox, imported)
        left = self.contacts(toolbox)
        run_queue.run(toolbox)
        row = look(toolbox, action)
        assert (row["status"], self.contacts(toolbox)) == ("refused", left)
        assert "has changed since: it is undone" in row["reason"]

    def test_a_large_one_needs_an_approval_where_the_workspace_says_so(self, toolbox, imported):
        before = self.contacts(toolbox)
        with toolbox.transaction() as session:
            workspace_settings.change(session, "approve-undos-above", "3")
        assert undo_import.run(toolbox, imported, dry_run=True).removed == 4
        with pytest.raises(UsageError, match="an import that changed 4 records needs an approval"):
            undo_import.run(toolbox, imported)
        assert self.contacts(toolbox) == before
        with toolbox.transaction() as session:
            workspace_settings.change(session, "approve-undos-above", "4")
        assert undo_import.run(toolbox, imported).removed == 4

    def test_what_cannot_be_undone_cannot_be_asked_for(self, toolbox, imported):
        with pytest.raises(NotFoundError), toolbox.transaction() as session:
            importing.ask(session, "no-such-import")
