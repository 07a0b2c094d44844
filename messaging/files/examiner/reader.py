"""Numbers and bytes, one after the other."""

from __future__ import annotations


class Reader:
    """Reads from the beginning of some bytes to their end; raises ValueError behind it."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, length: int) -> bytes:
        if self._at + length > len(self._data):
            raise ValueError("cut off")
        self._at += length
        return self._data[self._at - length : self._at]

    def skip(self, length: int) -> None:
        self.take(length)

    def number(self, length: int) -> int:
        """Unsigned, big-endian; of no bytes it is 0."""
        return int.from_bytes(self.take(length), "big")

    def rest(self) -> bytes:
        return self._data[self._at :]

    @property
    def ended(self) -> bool:
        return self._at >= len(self._data)
