"""The console script, quiet from its first moment: Ctrl-C while it loads is no traceback."""

import gc
import signal
import sys


def main() -> None:
    """Load the front door, and go through it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Loading makes many objects and hardly any garbage: to look for it costs a fifth of the start.
    gc.set_threshold(50_000, 20, 20)
    # A thread that comes back from the database would wait ten times as long for the other one.
    sys.setswitchinterval(0.0005)
    from crmctl.cli import app

    app.main()
