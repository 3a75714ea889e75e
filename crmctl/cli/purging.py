"""How every `purge` ends: a document, or a line at a terminal; cron hears nothing."""

import dataclasses
import sys
from typing import TYPE_CHECKING, Protocol

from crmctl.cli import output
from crmctl.cli.door import Door

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    class Report(DataclassInstance, Protocol):
        """What was purged, in numbers, or that another run was at it."""

        @property
        def busy(self) -> bool:
            """Whether another run was at it."""


def end(front: Door, report: "Report", what: str) -> None:
    """Tell what the run has come to; `what` it was, in words."""
    if front.json:
        output.document(dataclasses.asdict(report))
    elif sys.stdout.isatty():
        output.say(front, "Another run is at it" if report.busy else what)
