"""What tests of connected mailboxes share: toolboxes that lead to the stand-in, and a login."""

import threading
from concurrent.futures import Future
from dataclasses import replace

from crmctl.gmail import client_secrets, mailboxes
from jobs import connect_mailbox
from jobs.connect_mailbox import Asked
from tests.exporting import making
from tests.gmail import browsing


def open_toolbox(google, home, database, clock=None, **options):
    """A Toolbox whose Google is the stand-in."""
    urls = {"gmail_api_url": google.base, "google_revoke_url": f"{google.base}/revoke"}
    return making.open_toolbox(home, database, clock, **{**urls, **options})


def another(toolbox, **of_actor):
    """The same tools in other hands."""
    other = toolbox.in_workspace(toolbox.actor.workspace)
    other.actor = replace(toolbox.actor, **of_actor)
    return other


def secrets_of(google, folder, client=""):
    folder.mkdir(parents=True, exist_ok=True)
    return client_secrets.read(google.client_secrets(folder / "client.json", client))


def connect(toolbox, google, *, timeout=20, visit=browsing.visit, client=None):
    """Connect as the toolbox's user; returns the report and what the browser has shown."""
    asked = Asked(client or secrets_of(google, toolbox.settings.home), 0, timeout)
    shown = Future()

    def go(url):
        try:
            shown.set_result(visit(url))
        except BaseException as error:
            shown.set_exception(error)

    def invite(question, _listener):
        threading.Thread(target=go, args=(question.url,), daemon=True).start()

    report = connect_mailbox.run(toolbox, asked, invite)
    return report, shown.result(20)


def row_of(toolbox, report):
    with toolbox.transaction(write=False) as session:
        return mailboxes.get(session, report.row["id"])
