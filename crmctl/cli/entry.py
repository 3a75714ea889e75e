"""The console script, quiet from its first moment: Ctrl-C while it loads is no traceback."""

import signal


def main() -> None:
    """Load the front door, and go through it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from crmctl.cli import app

    app.main()
