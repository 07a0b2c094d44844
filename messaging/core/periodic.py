"""What is done again and again while the server runs. Features register it; each has a task of its own.

Where several processes serve the same data, one of them does it for all; when that one ends, another goes on. A change
of hands may do something twice, which what is registered must not mind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from messaging.core.extensions import socketio
from messaging.core.turns import Turn

log = logging.getLogger(__name__)

FIRST_AFTER = 60
"""Seconds: a server that has just started has more urgent things to do."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something to do every so many seconds, in an application context."""

    seconds: float
    work: Callable[[], None]
    in_each_process: bool = False


_registered: list[Periodic] = []
housekeeping = Turn("housekeeping")


def every(seconds: float, *, in_each_process: bool = False) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function to be called every so many seconds; `in_each_process` where it is about its memory."""

    def register(work: Callable[[], None]) -> Callable[[], None]:
        _registered.append(Periodic(seconds, work, in_each_process))
        return work

    return register


def start(app: Flask) -> None:
    """Begin with all that is registered."""
    for periodic in _registered:
        socketio.start_background_task(_repeat, app, periodic)


def _repeat(app: Flask, periodic: Periodic) -> None:
    socketio.sleep(min(FIRST_AFTER, periodic.seconds))
    while True:
        with app.app_context():
            try:
                if periodic.in_each_process or housekeeping.is_ours():
                    periodic.work()
            except Exception:
                log.exception("what is done regularly was not done; it is tried again")
        socketio.sleep(periodic.seconds)
