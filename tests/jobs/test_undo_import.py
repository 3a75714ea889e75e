"""An import taken back leaves nothing behind but what others have touched, and that is named.

Tried: imports of every kind undone in reverse and in the wrong order, records changed by hand, by
another import, led to by activities, deals and contacts, deleted; parents that come late, chains
and circles of accounts; a stop half-way; twice, and two at once; another workspace; imports by
chance, one after another; an import that is none.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crmctl.clock import SystemClock
from crmctl.errors import NotFoundError, Stopped, UsageError
from crmctl.importing import history
from crmctl.importing.planning import Limits, Plan, prepare
from crmctl.importing.request import Request
from crmctl.records import editing, registry
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Compare, Place
from crmctl.wiring import Toolbox
from jobs import cancel_import, import_file, undo_import
from tests.conftest import envelopes_in, open_toolbox

Living = dict[str, list[dict[str, Any]]]


@pytest.fixture
def toolbox(database_url: str, tmp_path: Path) -> Iterator[Toolbox]:
    made = open_toolbox(tmp_path / "home", database=database_url)
    yield made
    made.close()


class Office:
    """Somebody who imports, edits by hand, and looks at what there is."""

    def __init__(self, toolbox: Toolbox, folder: Path) -> None:
        self.toolbox = toolbox
        self.folder = folder
        self.files = 0

    def plan(self, plural: str, header: str, *rows: str, **options: Any) -> Plan:
        self.files += 1
        file = self.folder / f"{self.files}.csv"
        file.write_text("\n".join([header, *rows, ""]))
        request = Request(file=file, name=file.name, type=plural, **options)
        return prepare(request, Limits(10**7, 10**5))

    def import_(self, plural: str, header: str, *rows: str, **options: Any) -> str:
        plan = self.plan(plural, header, *rows, **options)
        report = import_file.run(self.toolbox, plan)
        assert report["failed"] == 0, report["errors"]
        return str(report["importId"])

    def add(self, plural: str, *words: str) -> str:
        with self.toolbox.transaction() as session:
            return str(editing.add(session, registry.kind(plural), words)["id"])

    def change(self, plural: str, id_: str, *words: str) -> None:
        with self.toolbox.transaction() as session:
            editing.change(session, registry.kind(plural), id_, words)

    def remove(self, plural: str, id_: str) -> None:
        with self.toolbox.transaction() as session:
            editing.remove(session, registry.kind(plural), id_)

    def id_of(self, plural: str, column: str, value: str) -> str:
        where = [Compare(Place(column), "is", (value,))]
        with self.toolbox.transaction(write=False) as session:
            (row,) = queries.find(session, registry.kind(plural).table, where)
        return str(row["id"])

    def undo(self, import_id: str) -> undo_import.Report:
        return undo_import.run(self.toolbox, import_id)

    def living(self) -> Living:
        """Every record that is not deleted, with all that it holds but its last event."""
        found: Living = {}
        with self.toolbox.transaction(write=False) as session:
            for plural, kind in registry.KINDS.items():
                rows = queries.find(session, kind.table)
                found[plural] = [{**row, "last_event_id": None} for row in rows]
        return found

    def events(self) -> list[dict[str, Any]]:
        with self.toolbox.transaction(write=False) as session:
            return envelopes_in(session)

    def status(self, import_id: str) -> str:
        with self.toolbox.transaction(write=False) as session:
            return str(history.get(session, import_id)["status"])


@pytest.fixture
def office(toolbox: Toolbox, tmp_path: Path) -> Office:
    return Office(toolbox, tmp_path)


def reasons(report: undo_import.Report) -> dict[str, str]:
    return {each["name"]: each["reason"] for each in report.kept}


def test_undone_in_reverse_order_imports_leave_nothing_behind(office: Office) -> None:
    """Every type of column, links found, made and late, and updates of updates."""
    office.add("contacts", "email=old@x.example", "first_name=Old", "tags=a;b", "phone=030 1")
    office.add("accounts", "name=Stay", "annual_revenue=12.5", "domain=stay.example")
    office.add(
        "deals", "name=Deal", "value=10.50", "currency=EUR", "expected_close_date=2026-01-02"
    )
    update = {"duplicates": "update"}
    steps: list[tuple[str, str, list[str], dict[str, Any]]] = [
        ("accounts", "name,parent_name,annual_revenue,website",
         ["Child,Parent,1.25,https://child.example", "Parent,Above,,", "Stay,Later,99.99,",
          "Later,,,"], update),
        ("contacts", "email,first_name,company,tags,birthday,phone,city,custom.size",
         ["new@x.example,New,Fresh,x;y,1990-05-06,+49 30 2,Bonn,41",
          "old@x.example,Older,Fresh,c,1980-01-01,,Rome,39"],
         update | {"maps": ("custom.size=custom.size",)}),
        ("contacts", "email,first_name,company,phone",
         ["new@x.example,Newer,Stay,+1 415 555 0100", "third@x.example,T,Child,"], update),
        ("deals", "name,value,currency,stage,contact_email,company,expected_close_date",
         ["Deal,99.125,USD,won,old@x.example,,2027-03-04", "Big,5,EUR,lead,new@x.example,Made,"],
         update | {"match": ("name",)}),
        ("deals", "name,stage,value", ["Deal,lost,1", "Big,won,7.5"],
         update | {"match": ("name",)}),
    ]  # fmt: skip
    states, made = [office.living()], []
    for plural, header, rows, options in steps:
        made.append(office.import_(plural, header, *rows, **options))
        states.append(office.living())
    assert len({str(state) for state in states}) == len(steps) + 1
    for import_id in reversed(made):
        states.pop()
        report = office.undo(import_id)
        assert (report.kept, report.status) == ([], "undone")
        assert report.restored + report.removed > 0
        assert office.living() == states[-1]
        assert office.status(import_id) == "undone"


def test_the_events_tell_what_the_undo_did(office: Office) -> None:
    """Each record's own event, the import's last; all of them part of the import's run."""
    office.add("contacts", "email=old@x.example", "first_name=Old")
    import_id = office.import_(
        "contacts", "email,first_name,company", "old@x.example,Older,Acme", "new@x.example,New,",
        duplicates="update",
    )  # fmt: skip
    before = len(office.events())
    office.undo(import_id)
    told = office.events()[before:]
    assert Counter(each["type"] for each in told[:-1]) == {
        "crm.contact.updated": 1,
        "crm.contact.deleted": 1,
        "crm.account.deleted": 1,
    }
    put_back = next(each["data"] for each in told if each["type"] == "crm.contact.updated")
    assert put_back["changes"]["firstName"] == {"old": "Older", "new": "Old"}
    assert "lastRunId" not in put_back["changes"]
    assert told[-1]["type"] == "crm.import.undone"
    data = told[-1]["data"]
    assert (data["importId"], data["reversed"], data["kept"]) == (import_id, 3, 0)
    assert {each["correlationId"] for each in told} == {import_id}


def test_what_others_have_touched_stays_and_is_named(office: Office) -> None:
    """By hand, by a later import, by an activity, a deal and a contact; the others go."""
    office.add("contacts", "email=old@x.example", "first_name=Old", "job_title=CEO")
    names = ("edited", "reimported", "called", "dealt", "gone", "free")
    import_id = office.import_(
        "contacts", "email,first_name,company,job_title",
        "old@x.example,Older,Kept Inc,CTO",
        *(f"{name}@x.example,{name},{name} Inc," for name in names), duplicates="update",
    )  # fmt: skip
    ids = {name: office.id_of("contacts", "first_name", name) for name in names}
    office.change("contacts", ids["edited"], "job_title=Boss")
    office.change("contacts", office.id_of("contacts", "first_name", "Older"), "notes=Hello")
    later = office.import_("contacts", "email,job_title", "reimported@x.example,CFO",
                           duplicates="update")  # fmt: skip
    call = office.add("activities", "type=call", f"contact_id={ids['called']}")
    deal = office.add("deals", "name=D", f"contact_id={ids['dealt']}")
    office.remove("contacts", ids["gone"])
    friend = office.add("contacts", "first_name=Friend", "account_name=free Inc")
    report = office.undo(import_id)
    changed, stays = "it was changed since", "a living contact leads to it"
    assert reasons(report) == {
        "Older": changed,
        "edited": changed,
        "reimported": changed,
        "called": "a living activity leads to it",
        "dealt": "a living deal leads to it",
        **dict.fromkeys(("Kept Inc", "edited Inc", "reimported Inc", "called Inc", "dealt Inc",
                         "free Inc"), stays),
    }  # fmt: skip
    assert (report.restored, report.removed, report.status) == (0, 2, "partly_undone")
    lines = {each["name"]: each["row"] for each in report.kept}
    assert (lines["Older"], lines["edited"], lines["Kept Inc"]) == (2, 3, None)
    older = next(row for row in office.living()["contacts"] if row["first_name"] == "Older")
    assert (older["job_title"], older["notes"]) == ("CTO", "Hello")

    # What hindered it goes, and so does the rest, but what was changed by hand.
    office.undo(later)
    for plural, id_ in (("activities", call), ("deals", deal), ("contacts", friend)):
        office.remove(plural, id_)
    again = office.undo(import_id)
    assert reasons(again).keys() == {"Older", "edited", "Kept Inc", "edited Inc"}
    assert (again.restored, again.removed, again.again) == (0, 7, False)
    assert office.events()[-1]["data"]["reversed"] == 7


def test_a_second_undo_changes_nothing_and_says_so(office: Office, toolbox: Toolbox) -> None:
    office.add("contacts", "email=old@x.example", "first_name=Old")
    rows = ("old@x.example,Older", "new@x.example,New")
    whole = office.import_("contacts", "email,first_name", *rows, duplicates="update")
    office.undo(whole)
    # What was put back may change again: that is none of the import's any more.
    office.change("contacts", office.id_of("contacts", "first_name", "Old"), "job_title=CEO")
    part = office.import_("contacts", "email,first_name", "a@x.example,A", "b@x.example,B")
    office.change("contacts", office.id_of("contacts", "first_name", "A"), "job_title=CEO")
    office.undo(part)
    with toolbox.transaction(write=False) as session:
        before = history.get(session, part)
    state, events = office.living(), office.events()
    for import_id in (whole, part):
        report = office.undo(import_id)
        assert (report.again, report.restored, report.removed) == (True, 0, 0)
    assert len(report.kept) == 1
    assert (office.living(), office.events()) == (state, events)
    with toolbox.transaction(write=False) as session:
        assert history.get(session, part) == before


def test_a_record_that_another_import_found_as_we_leave_it_is_not_touched(office: Office) -> None:
    """Undone in reverse order twice over, imports of the same records know their own."""
    first = office.import_("contacts", "email,first_name", "a@x.example,A")
    for name in ("B", "C"):
        again = office.import_("contacts", "email,first_name", f"a@x.example,{name}",
                               duplicates="update")  # fmt: skip
        assert office.undo(again).restored == 1
    assert office.undo(first).removed == 1
    assert office.living()["contacts"] == []


def test_an_unchanged_record_belongs_to_who_changed_it(office: Office) -> None:
    """An import that found a record as it was has nothing to take back, and hinders nobody."""
    first = office.import_("contacts", "email,first_name", "a@x.example,A")
    same = office.import_("contacts", "email,first_name", "a@x.example,A", duplicates="update")
    report = office.undo(same)
    assert (report.restored, report.removed, report.kept) == (0, 0, [])
    assert office.undo(first).removed == 1


def test_a_record_deleted_since_is_not_made_again(office: Office) -> None:
    old = office.add("contacts", "email=old@x.example", "first_name=Old")
    import_id = office.import_("contacts", "email,first_name", "old@x.example,Older",
                               duplicates="update")  # fmt: skip
    office.remove("contacts", old)
    report = office.undo(import_id)
    assert [(each["id"], each["reason"]) for each in report.kept] == [(old, "it was deleted since")]
    assert office.living()["contacts"] == []


def test_what_was_put_back_by_hand_is_as_it_was(office: Office) -> None:
    old = office.add("contacts", "email=old@x.example", "first_name=Old")
    import_id = office.import_("contacts", "email,first_name", "old@x.example,Older",
                               duplicates="update")  # fmt: skip
    office.change("contacts", old, "first_name=Old")
    report = office.undo(import_id)
    assert (report.restored, report.kept, report.status) == (0, [], "undone")


def test_accounts_above_one_that_stays_stay_and_others_go(office: Office) -> None:
    """A chain whose end is touched, a chain that is free, a circle, and a child of others."""
    import_id = office.import_(
        "accounts", "name,parent_name",
        "A1,A2", "A2,A3", "A3,", "B1,B2", "B2,B3", "B3,", "C1,C2", "C2,C1", "D1,",
    )  # fmt: skip
    office.change("accounts", office.id_of("accounts", "name", "A1"), "type=customer")
    office.add("accounts", "name=Other", "parent_name=D1")
    report = office.undo(import_id)
    above = "an account that stays belongs to it"
    changed = "it was changed since"
    assert reasons(report) == {"A1": changed, "A2": above, "A3": above, "D1": above}
    assert report.removed == 5
    names = {row["name"] for row in office.living()["accounts"]}
    assert names == {"A1", "A2", "A3", "D1", "Other"}


def test_values_are_put_back_as_they_were_and_nothing_follows_from_them(office: Office) -> None:
    """A website without its domain, a won deal with a probability of its own."""
    bare = office.add("accounts", "name=Bare", "website=https://bare.example")
    office.change("accounts", bare, "domain=")
    office.add("accounts", "name=Other", "website=https://other.example")
    deal = office.add("deals", "name=Deal", "stage=lead", "probability=77")
    office.change("deals", deal, "stage=won", "probability=42", "actual_close_date=2020-01-01")
    state = office.living()
    accounts = office.import_(
        "accounts", "name,domain,website", "Bare,new.example,", "Other,,https://else.example",
        duplicates="update", match=("name",),
    )  # fmt: skip
    deals = office.import_("deals", "name,stage", "Deal,lost", duplicates="update",
                           match=("name",))  # fmt: skip
    assert office.living() != state
    office.undo(deals)
    office.undo(accounts)
    assert office.living() == state


def test_a_name_that_is_put_back_is_compared_as_it_is(office: Office) -> None:
    """Also one that an import changed before there were keys of names (migration 0009)."""
    office.add("contacts", "first_name=Ann", "last_name=Lee", "email=ann@x.example")
    state = office.living()
    new = {"duplicates": "update", "update": ("overwrite",), "match": ("email",)}
    first = office.import_("contacts", "email,first_name", "ann@x.example,Anna", **new)
    last = office.import_("contacts", "email,last_name", "ann@x.example,Li", **new)
    with office.toolbox.transaction() as session:
        for lot in queries.find(session, tables.import_lots):
            for each in lot["details"]:
                assert each["before"].pop("name_key")
            where = [Compare(Place("import_id"), "is", (lot["import_id"],))]
            queries.change(session, tables.import_lots, where, {"details": lot["details"]})
    assert [each["name_key"] for each in office.living()["contacts"]] == ["anna\nli"]
    office.undo(last)
    assert [each["name_key"] for each in office.living()["contacts"]] == ["anna\nlee"]
    office.undo(first)
    assert office.living() == state


def test_a_dry_run_tells_and_changes_nothing(office: Office, toolbox: Toolbox) -> None:
    import_id = office.import_("contacts", "email,company", "a@x.example,Acme", "b@x.example,")
    office.change("contacts", office.id_of("contacts", "email", "b@x.example"), "notes=Hello")
    state, events = office.living(), office.events()
    told = undo_import.run(toolbox, import_id, dry_run=True)
    assert (told.status, told.removed, len(told.kept)) == ("validated", 2, 1)
    assert (office.living(), office.events()) == (state, events)
    assert office.status(import_id) == "completed"
    assert office.undo(import_id).removed == 2


class Bomb(SystemClock):
    """A clock that ends in Ctrl-C when it has been asked so often."""

    left = -1

    def now(self) -> datetime:
        self.left -= 1
        if self.left == 0:
            raise Stopped
        return super().now()


@pytest.mark.parametrize("asked", [1, 2, 4, 6])
def test_stopped_half_way_it_has_done_nothing_and_can_be_run_again(
    office: Office, toolbox: Toolbox, asked: int
) -> None:
    office.add("contacts", "email=old@x.example", "first_name=Old")
    state = office.living()
    import_id = office.import_("contacts", "email,first_name,company", "old@x.example,Older,Acme",
                               "new@x.example,New,Acme", duplicates="update")  # fmt: skip
    imported, events = office.living(), office.events()
    clock = Bomb()
    other = Toolbox(toolbox.settings, clock)
    _ = other.actor
    clock.left = asked
    with pytest.raises(Stopped):
        undo_import.run(other, import_id)
    other.close()
    assert (office.living(), office.events()) == (imported, events)
    assert office.undo(import_id).kept == []
    assert office.living() == state


def test_there_is_nothing_to_undo_of_an_import_that_wrote_nothing(
    office: Office, toolbox: Toolbox
) -> None:
    queued = import_file.queue(toolbox, office.plan("contacts", "email", "a@x.example"))["importId"]
    with pytest.raises(UsageError, match=f"not done yet: crmctl imports cancel {queued}"):
        office.undo(queued)
    cancel_import.run(toolbox, queued)
    with pytest.raises(UsageError, match="nothing of it was written"):
        office.undo(queued)
    toolbox.uploads.drop(queued)
    with pytest.raises(Exception, match="is gone"):
        import_file.resume(toolbox, queued)
    assert office.status(queued) == "failed"
    with pytest.raises(UsageError, match="nothing of it was written"):
        office.undo(queued)
    with pytest.raises(NotFoundError, match="crmctl imports list"):
        office.undo("nosuch")


def test_another_workspace_cannot_undo_it(office: Office, toolbox: Toolbox) -> None:
    import_id = office.import_("contacts", "email", "a@x.example")
    with pytest.raises(NotFoundError):
        undo_import.run(toolbox.in_workspace("w-other"), import_id)
    assert len(office.living()["contacts"]) == 1


def test_an_import_of_many_lots_goes_whole(office: Office) -> None:
    """Updated and created rows on both sides of the ends of lots."""
    half = 5_300
    office.import_("contacts", "email,first_name",
                   *(f"p{n}@x.example,P{n}" for n in range(half)))  # fmt: skip
    state = office.living()
    rows = (f"p{n}@x.example,Q{n},Firm {n % 900}" for n in range(2 * half))
    import_id = office.import_("contacts", "email,first_name,company", *rows, duplicates="update")
    report = office.undo(import_id)
    assert (report.restored, report.removed, report.kept) == (half, half + 900, [])
    assert office.living() == state


def some_import(chance: random.Random) -> tuple[str, str, list[str], dict[str, Any]]:
    """A file of few names, so that its rows meet each other's records and those of other files."""

    def one_of(*words: str) -> str:
        return chance.choice(words)

    def firm() -> str:
        return one_of("", "", "Acme", "Beta", "Gamma", "Delta")

    def person() -> str:
        return f"{one_of('a', 'b', 'c', 'd')}@x.example"

    files: dict[str, tuple[str, Callable[[], str]]] = {
        "contacts": (
            "email,first_name,company,tags,city,birthday",
            lambda: (
                f"{person()},{one_of('A', 'B', '')},{firm()},{one_of('x;y', 'z', '')},"
                f"{one_of('Bonn', 'Rome', '')},{one_of('1990-01-02', '')}"
            ),
        ),
        "accounts": (
            "name,parent_name,website,annual_revenue",
            lambda: (
                f"{firm() or 'Omega'},{firm()},"
                f"{one_of('', 'https://acme.example', 'https://b.example')},"
                f"{one_of('', '1.5', '2')}"
            ),
        ),
        "deals": (
            "name,company,stage,value",
            lambda: (
                f"{one_of('D', 'E')},{firm()},{one_of('lead', 'won', 'lost', '')},"
                f"{one_of('', '1', '2.25')}"
            ),
        ),
    }
    plural = chance.choice(list(files))
    header, row = files[plural]
    options = {
        "duplicates": one_of("skip", "update", "update", "create"),
        "in_file": one_of("first", "last", "merge"),
    }
    return plural, header, [row() for _ in range(chance.randint(1, 9))], options


@pytest.mark.parametrize("seed", range(6))
def test_whatever_was_imported_leaves_nothing_behind(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    office.add("accounts", "name=Acme", "domain=acme.example")
    office.add("contacts", "email=a@x.example", "first_name=Old", "account_name=Acme", "tags=q")
    office.add("deals", "name=D", "stage=qualified", "probability=33")
    states: list[tuple[str, Living]] = []
    for _ in range(7):
        plural, header, rows, options = some_import(chance)
        before = office.living()
        plan = office.plan(plural, header, *rows, **options)
        states.append((str(import_file.run(office.toolbox, plan)["importId"]), before))
    for import_id, before in reversed(states):
        report = office.undo(import_id)
        assert report.kept == []
        assert office.living() == before


def test_two_undos_at_once_are_one(office: Office) -> None:
    import_id = office.import_("contacts", "email,company", *(f"p{n}@x.example,F{n % 9}"
                                                             for n in range(300)))  # fmt: skip
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(office.undo, [import_id] * 2))
    assert sorted((each.again, each.removed) for each in both) == [(False, 309), (True, 0)]
    assert Counter(each["type"] for each in office.events())["crm.import.undone"] == 1
