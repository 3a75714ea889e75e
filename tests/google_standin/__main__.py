"""`python -m tests.google_standin [--port N]`: a stand-in to try crmctl with, until Ctrl-C."""

import argparse
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from tests.google_standin import running

_HELP = """\
A stand-in for Google is at {base}

    export CRMCTL_GMAIL_API_URL={base}
    export CRMCTL_GOOGLE_REVOKE_URL={base}/revoke
    crmctl gmail connect --client-secrets {file}

People: ann@acme.example, with three messages, and ben@acme.example. Ctrl-C ends it.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8766)
    # Not in the folder that it is started in: that is somebody's repository.
    kept = Path(tempfile.gettempdir()) / "google-standin-client.json"
    parser.add_argument("--secrets", type=Path, default=kept)
    asked = parser.parse_args()
    with running.standin(asked.port) as google:
        _populate(google)
        file = google.client_secrets(asked.secrets).absolute()
        sys.stdout.write(_HELP.format(base=google.base, file=file))
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


def _populate(google: running.Google) -> None:
    google.add_person("ann@acme.example", "Ann", ("sales@acme.example",))
    google.add_person("ben@acme.example", "Ben")
    for at, subject in enumerate(("A question", "Your offer", "Thanks")):
        google.add_message(
            "ann@acme.example",
            from_=f"customer{at}@buyer.example",
            to="ann@acme.example",
            subject=subject,
            text=f"{subject}, says customer {at}.",
        )


main()
