"""How much is being worked on at this moment, so that whoever stops the server knows when nothing is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class UnderWay:
    """Counts what was begun and has not ended."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self.count = 0

    def begin(self) -> None:
        with self._guard:
            self.count += 1

    def end(self) -> None:
        with self._guard:
            self.count -= 1

    @contextmanager
    def one(self) -> Iterator[None]:
        self.begin()
        try:
            yield
        finally:
            self.end()


under_way = UnderWay()
