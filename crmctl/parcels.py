"""Values on their way to another process: as bytes, and opened only where somebody looks."""

import marshal
import pickle
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class Parcel(Generic[T]):
    """A value that travels packed, and beside the message it belongs to (PEP 574): not copied.

    Of plain texts and numbers marshal makes bytes in half the time that pickle takes. Both ends are
    one program: this is no format to keep.
    """

    __slots__ = ("_is_plain", "_packed", "_value")

    def __init__(self, value: T) -> None:
        """Of this value."""
        self._value: T | None = value
        self._packed: bytes | memoryview | None = None
        self._is_plain = False

    def open(self) -> T:
        """The value."""
        if self._packed is not None:
            unpack = marshal.loads if self._is_plain else pickle.loads
            self._value, self._packed = unpack(self._packed), None
        return cast(T, self._value)

    def __reduce__(self) -> tuple[Any, ...]:
        """What travels."""
        packed, is_plain = self._packed, self._is_plain
        if packed is None:
            value: Any = self._value
            try:
                packed, is_plain = marshal.dumps(value), True
            except ValueError:
                packed, is_plain = pickle.dumps(value, pickle.HIGHEST_PROTOCOL), False
        return _arrived, (pickle.PickleBuffer(packed), is_plain)


def _arrived(packed: bytes | memoryview, is_plain: bool) -> "Parcel[Any]":
    parcel: Parcel[Any] = Parcel(None)
    parcel._packed, parcel._is_plain = packed, is_plain
    return parcel
