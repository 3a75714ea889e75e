"""A word to the service manager that started us: ready, still well, stopping (sd_notify)."""

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress


def notifier(environment: Mapping[str, str]) -> Callable[[str], None]:
    """What tells it; says nothing where nobody listens."""
    address = environment.get("NOTIFY_SOCKET", "")

    def notify(state: str) -> None:
        if not address:
            return
        # An abstract socket begins with a zero byte, which an environment cannot hold.
        name = "\0" + address[1:] if address.startswith("@") else address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(state.encode(), name)

    return notify


def watchdog_seconds(environment: Mapping[str, str]) -> float | None:
    """How often it wants to hear that all is well."""
    microseconds = environment.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1_000_000 if microseconds.isdigit() else None
