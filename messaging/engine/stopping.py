"""SIGTERM and Ctrl-C: nothing new is begun, what was begun ends, every socket is told, and ten seconds later at the
latest the process is gone. Devices keep what they have not sent, and come back with jitter."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from messaging.core.extensions import socketio
from messaging.core.service import services
from messaging.core.under_way import under_way
from messaging.realtime.service import news

log = logging.getLogger(__name__)

FOR_WORK = 6.0
"""Seconds for what was begun: more than a write may wait for a lock (core/database.py)."""
FOR_GOODBYE = 1.0
"""Seconds for the last words to leave; who reads too slowly for that finds out by itself."""
DEADLINE = 9
"""Seconds after which the system ends the process, whatever it hangs on. Hosts kill after ten at the earliest."""
LOOK_EVERY = 0.02


def end_gracefully(finish: Callable[[], None]) -> None:
    """Stop serving, then call `finish`, which lets the process end."""
    started = time.monotonic()
    log.info("stopping: %d requests and events are under way", under_way.count)
    services.stop()
    news.tell()
    _wait(lambda: under_way.count == 0, FOR_WORK)
    sockets = list(socketio.server.eio.sockets.values())
    for each in sockets:
        with suppress(Exception):  # it may have gone by itself at this moment
            each.close(wait=False)
    _wait(lambda: not socketio.server.eio.sockets, FOR_GOODBYE)
    log.info("stopped after %.1f s; %d sockets were told", time.monotonic() - started, len(sockets))
    finish()


def _wait(is_over: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not is_over() and time.monotonic() < until:
        socketio.sleep(LOOK_EVERY)


def on_signals(begin: Callable[[], None], *, is_over: Callable[[], bool] = lambda: False) -> None:
    """Call `begin` at the first SIGTERM or Ctrl-C. `is_over`: whether the main thread is to be let go of now."""
    begun: list[int] = []

    def take(number: int, _frame: FrameType | None) -> None:
        if is_over():
            raise KeyboardInterrupt
        if not begun:
            begun.append(number)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(DEADLINE)
            begin()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, take)
