"""How many events one worker takes at a time."""

from crmctl.events.consumer import MOST_BYTES

_FIRST, _LEAST = 100, 10


class Pace:
    """As many as a transaction does in its time: the more in one, the less each of them costs."""

    def __init__(self, room: int) -> None:
        """`room`: how many there may be in hand of all workers together."""
        self._room = self._most = room
        self.lot = min(_FIRST, room)

    def share(self, others: int) -> None:
        """So many others have something in hand."""
        self._most = max(self._room // (1 + others), _LEAST)
        self.lot = min(self.lot, self._most)

    def did(self, wanted: int, begun: int) -> None:
        """One transaction was to do so many, and has begun so many when its time was up."""
        if begun < wanted:
            self.lot = max(min(begun, self._most), _LEAST)
        elif wanted >= self.lot:
            self.lot = min(self.lot * 2, self._most)

    def weighed(self, size: int) -> None:
        """A lot had so many bytes: of larger events the next one has fewer."""
        if size > MOST_BYTES:
            self.lot = max(self.lot * MOST_BYTES // size, 1)
