"""What tests of the sync share: a connected mailbox, people to write with, and what came."""

from dataclasses import dataclass, field
from typing import Any

from crmctl.gmail import mailboxes
from crmctl.records import editing, presenting, registry, workspace_settings
from crmctl.storage import queries, tables
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Order
from crmctl.wiring import Toolbox
from jobs import audit_gmail, sync_gmail
from jobs.sync_gmail import Wanted
from tests.gmail import connecting
from tests.google_standin.running import ANN, Google

KIM = "kim@buyer.example"


@dataclass
class Scene:
    """A workspace with mailboxes at the stand-in."""

    toolbox: Toolbox
    google: Google
    pauses: list[float] = field(default_factory=list)

    def connect(self, user: str, email: str) -> dict[str, Any]:
        self.google.decide(email)
        other = connecting.another(self.toolbox, user=user)
        return connecting.connect(other, self.google)[0].row

    def add(self, plural: str, *words: str) -> str:
        with self.toolbox.transaction() as session:
            return editing.add(session, registry.kind(plural), words)["id"]

    def change(self, plural: str, id_: str, *words: str) -> None:
        with self.toolbox.transaction() as session:
            editing.change(session, registry.kind(plural), id_, words)

    def settle(self, name: str, text: str) -> None:
        with self.toolbox.transaction() as session:
            workspace_settings.change(session, name, text)

    def receive(self, subject: str = "Hello", **fields: Any) -> dict[str, Any]:
        """A mail from Kim to Ann, unless said otherwise."""
        given = {"from_": KIM, "to": ANN, "subject": subject, "text": f"about {subject}"}
        return self.google.add_message(fields.pop("into", ANN), **{**given, **fields})

    def sync(self, **wanted: Any) -> sync_gmail.Report:
        return sync_gmail.run(self.toolbox, Wanted(**wanted), self.pauses.append)

    def sync_one(self, **wanted: Any) -> dict[str, Any]:
        (result,) = self.sync(**wanted).results
        assert not result.account.error, result.account.error
        return result.document()

    def mails(self) -> list[dict[str, Any]]:
        """The activities there are, oldest first, as the outside sees them."""
        with self.toolbox.transaction(write=False) as session:
            order = [Order(Place("happened_at"))]
            rows = queries.find(session, tables.activities, order=order)
        return [presenting.record(row) for row in rows]

    def subjects(self) -> list[str]:
        return sorted(mail["subject"] or "" for mail in self.mails())

    def reasons(self) -> dict[str, str]:
        """{Gmail's id: outcome and reason} of the ledger."""
        with self.toolbox.transaction(write=False) as session:
            rows = queries.find(session, tables.mail_ledger)
        return {row["gmail_id"]: f"{row['outcome']} {row['reason']}" for row in rows}

    def holes(self) -> list[str]:
        from datetime import timedelta

        audits = audit_gmail.run(self.toolbox, (), timedelta(days=400))
        assert not any(audit.error for audit in audits), [audit.error for audit in audits]
        return [hole.reason for audit in audits for hole in audit.holes]

    def row(self, email: str = ANN) -> dict[str, Any]:
        with self.toolbox.transaction(write=False) as session:
            return next(row for row in mailboxes.listed(session) if row["email"] == email)

    def calls(self) -> list[str]:
        return [each["method"] for each in self.google.log()]

    def contents(self) -> dict[str, list[str]]:
        """Every row of every table of the workspace but for the login's own columns."""
        found = {}
        with self.toolbox.transaction(write=False) as session:
            for table in tables.metadata.sorted_tables:
                if "workspace_id" in table.c:
                    hidden = {"access_token", "access_until", "login_used_at"}
                    names = [column.name for column in table.c if column.name not in hidden]
                    found[table.name] = sorted(
                        map(repr, queries.find(session, table, columns=names))
                    )
        return found


def open_scene(google: Google, home: Any, url: str, **options: str) -> Scene:
    """A workspace whose user has connected Ann's mailbox."""
    given = {"gmail_units_a_minute": "1000000", **options}
    google.rules(user_units_a_minute=10_000_000)
    made = Scene(connecting.open_toolbox(google, home, url, **given), google)
    made.connect("u-test", ANN)
    google.clear_log()
    return made
