"""The console script, quiet from its first moment: Ctrl-C while it loads is no traceback."""

import gc
import signal

# Loading makes many objects and hardly any garbage: to look for it costs a fifth of the start.
SELDOM = (200_000, 20, 20)


def main() -> None:
    """Load the front door, and go through it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(*SELDOM)
    from crmctl.cli import app

    try:
        app.main()
    finally:
        # Python looks once more through all that it has loaded, which goes with the process anyway.
        gc.freeze()
