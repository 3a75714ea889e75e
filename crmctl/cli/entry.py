"""The console script, quiet from its first moment: Ctrl-C while it loads is no traceback."""

import gc
import signal


def main() -> None:
    """Load the front door, and go through it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Loading makes many objects and hardly any garbage: to look for it costs a fifth of the start.
    gc.set_threshold(200_000, 20, 20)
    from crmctl.cli import app

    try:
        app.main()
    finally:
        # Python looks once more through all that it has loaded, which goes with the process anyway.
        gc.freeze()
