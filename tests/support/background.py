"""Time for the server's background tasks: it passes when a test says so, and nothing sleeps.

The receipts gathered over a second, the presence that ends after a grace time and the like run as greenlets, which
give way where they would sleep.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from greenlet import getcurrent, greenlet

from messaging.core.extensions import socketio


class Background:
    """Runs what the server starts in the background."""

    def __init__(self) -> None:
        self._now = 0.0
        self._order = count()
        self._waiting: list[tuple[float, int, greenlet]] = []
        self._home = getcurrent()
        self._thread = threading.get_ident()

    def take_over(self) -> None:
        """Be what the present server starts tasks and sleeps with."""
        socketio.server.start_background_task = self.start
        socketio.server.sleep = self.sleep

    def start(self, target: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        self._wait(greenlet(lambda: target(*args, **kwargs)), 0)

    def sleep(self, seconds: float = 0) -> None:
        """What the server calls inside a task. One from before time was taken over has a thread, and really sleeps."""
        if threading.get_ident() != self._thread:
            time.sleep(seconds)
            return
        self._wait(getcurrent(), seconds)
        self._home.switch()

    def _wait(self, task: greenlet, seconds: float) -> None:
        heapq.heappush(self._waiting, (self._now + seconds, next(self._order), task))

    def settle(self) -> None:
        """Run what is due now."""
        self.advance(0)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        if getcurrent() is not self._home:
            return
        until = self._now + seconds
        while self._waiting and self._waiting[0][0] <= until:
            self._now, _, task = heapq.heappop(self._waiting)
            task.parent = self._home
            task.switch()
        self._now = until
