"""What the tests of exports share: a toolbox on a clock of the test's own, and people in it."""

import base64
import os
from pathlib import Path

from crmctl.clock import Clock
from crmctl.exporting import history
from crmctl.exporting.request import Request
from crmctl.records import editing, registry
from crmctl.settings import Settings
from crmctl.storage import schema
from crmctl.storage.queries import Row
from crmctl.wiring import Toolbox
from tests.conftest import envelopes_in

CONTACTS = registry.kind("contacts")
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def open_toolbox(home: Path, database: str, clock: Clock | None = None, **options: str) -> Toolbox:
    """A Toolbox on a database with every table; its events wait in the outbox."""
    given = {"home": str(home), "database": database, "workspace": "w-test", "user": "u-test",
             "encryption-key": KEY}  # fmt: skip
    named = {name.replace("_", "-"): text for name, text in options.items()}
    made = Toolbox(Settings.load(given | named, {}), clock)
    schema.upgrade(made.bare_engine)
    return made


def add_people(toolbox: Toolbox, count: int) -> None:
    with toolbox.transaction() as session:
        for at in range(count):
            editing.add(session, CONTACTS, [f"email=p{at}@x.example", f"first_name=P{at}"])


def asked(*fields: str, **more: object) -> Request:
    return Request("contacts", fields or ("email", "first_name"), **more)


def export(toolbox: Toolbox, export_id: str) -> Row:
    with toolbox.transaction(write=False) as session:
        return history.get(session, export_id)


def told(toolbox: Toolbox, prefix: str = "crm.export.") -> list[tuple[str, str]]:
    """The events of exports in the outbox: what happened to which."""
    with toolbox.transaction(write=False) as session:
        events = envelopes_in(session)
    return [(e["type"], e["data"]["exportId"]) for e in events if e["type"].startswith(prefix)]
