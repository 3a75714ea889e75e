"""Connections of those who do not ask, or ask a letter at a time, end soon: they hold up nobody."""

import asyncio
import resource
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

# Files, databases and what else the process opens beside its connections.
_ELSEWHERE = 128
_ENOUGH = 16_384


class Connection(H11Protocol):
    """Uvicorn's own, which waits for a request as long as its sender likes."""

    # To say what one wants, from the first letter to the last.
    seconds = 10.0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody is there."""
        super().connection_made(transport)
        self._start()

    def data_received(self, data: bytes) -> None:
        """A whole request, as a rule, for which no timer is needed."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            if self._timer is None and not self._is_between_requests():
                self._start()
        else:
            self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._stop()
        super().connection_lost(exc)

    def _is_between_requests(self) -> bool:
        """Answered already, and nothing new: Uvicorn's own timer runs."""
        return self.timeout_keep_alive_task is not None

    def _start(self) -> None:
        self._timer = self.loop.call_later(self.seconds, self._give_up)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self.transport.abort()


def most() -> int:
    """How many there may be at once; more are told to come back later, and nobody waits unseen."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(_ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(_ELSEWHERE, (wanted if soft == resource.RLIM_INFINITY else soft) - _ELSEWHERE)
