"""Things that happen often and are told together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from messaging.core.extensions import socketio

T = TypeVar("T")


class Gathering(Generic[T]):
    """Collects items; the first one starts the wait after which all that came by then are handed to `tell`.

    Guarded, since in threading mode an item may come at the very moment at which the others are handed over: without
    a wait of its own it would stay, and because of it no later one would begin to wait either.
    """

    def __init__(self, seconds: float, tell: Callable[[list[T]], None]) -> None:
        self._seconds = seconds
        self._tell = tell
        self._items: list[T] = []
        self._guard = threading.Lock()

    def add(self, item: T) -> None:
        with self._guard:
            self._items.append(item)
            first = len(self._items) == 1
        if first:
            socketio.start_background_task(self._tell_later)

    def forget(self) -> None:
        """Tell nobody of what came so far."""
        with self._guard:
            self._items = []

    def _tell_later(self) -> None:
        socketio.sleep(self._seconds)
        self.flush()

    def flush(self) -> None:
        """Hand over what came so far."""
        with self._guard:
            items, self._items = self._items, []
        if items:
            self._tell(items)
