"""What every full-screen question has in common: colours as wanted, and how it ends."""

import os
from typing import ClassVar, TypeVar

from textual.app import App
from textual.binding import Binding, BindingType

from crmctl.errors import Stopped

Result = TypeVar("Result")


class FullScreen(App[Result]):
    """Returns what was settled, None when the user leaves; the caller raises `failure`."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+d,ctrl+q", "quit", show=False, priority=True),
    ]

    def __init__(self) -> None:
        # Said before anything is drawn: it decides how colours are taken away.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.animation_level = "none"
        self.failure: Exception | Stopped | None = None

    def on_mount(self) -> None:
        """Colours of the terminal's own where no others are wanted."""
        if self.no_color:
            self.theme = "ansi-dark"

    def fail(self, error: Exception | Stopped) -> None:
        """End with an error, for the caller to raise."""
        self.failure = error
        self.exit(None)
