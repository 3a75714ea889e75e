"""The front door's state: the global options of a run, and the Toolbox they lead to."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import typer

from crmctl.settings import Settings
from crmctl.wiring import Toolbox


@dataclass
class Door:
    """What the user said before and after the command that holds for any command."""

    json: bool = False
    debug: bool = False
    options: dict[str, str | None] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Settings:
        """The settings in force."""
        return Settings.load(self.options, os.environ)

    @cached_property
    def toolbox(self) -> Toolbox:
        """What the command works with."""
        return Toolbox(self.settings)

    def debug_everything(self) -> None:
        """Log everything to standard error, and let errors show where they came from."""
        import logging

        self.debug = True
        logging.basicConfig(stream=sys.stderr, level=logging.DEBUG, format="%(name)s: %(message)s")

    def publish(self) -> None:
        """Have what the command committed on the stream at once, where there is one."""
        if "toolbox" not in self.__dict__ or not self.toolbox.written.is_set():
            return
        from crmctl.errors import CrmctlError

        with suppress(CrmctlError):
            if self.toolbox.has_stream():
                from jobs import relay_events

                relay_events.nudge(self.toolbox)
        self.toolbox.written.clear()

    def close(self) -> None:
        """Let go of what the command opened."""
        if "toolbox" in self.__dict__:
            self.toolbox.close()


def of(context: typer.Context) -> Door:
    """The door that this command came through."""
    door: Any = context.find_root().obj
    if not isinstance(door, Door):
        raise TypeError("a command runs through crmctl.cli.app")
    return door
