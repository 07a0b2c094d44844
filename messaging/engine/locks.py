"""Eventlet's locks, made to hold between its loop and real threads.

`monkey_patch` makes every lock one of eventlet's, also those of SQLAlchemy and of logging, and these know the greenlets
of one thread alone: what is let go of in a real thread (core/threads.py) wakes nobody on the loop, and who waits in a
real thread is never woken. A search that was interrupted in the middle of SQLAlchemy's counting of its queries so
stopped whoever asked the database next, and with it, for ever, all who waited for that one's turn to write.

On the loop all is as eventlet does it. A real thread that must wait looks again and again, which it seldom has to:
these locks are held for microseconds. What it lets go of reaches the loop through a socket.
"""

from __future__ import annotations

import socket
import time
from collections import deque
from contextlib import suppress

import eventlet
from eventlet import hubs, patcher
from eventlet.lock import Lock

LOOK_EVERY = 0.001
_threads = patcher.original("_thread")
_rest = patcher.original("time").sleep
_guard = _threads.RLock()
"""Held while a counter is looked at and changed. Whoever has it may be interrupted by a finalizer that wants it too."""


class _Loop:
    """The thread of eventlet's loop, and how others wake those who wait there."""

    def __init__(self) -> None:
        self._thread = _threads.get_ident()
        self._freed: deque[Lock] = deque()
        self._bell, self._button = socket.socketpair()
        self._button.setblocking(False)
        eventlet.spawn_n(self._wake_whoever_waits)

    def is_here(self) -> bool:
        return bool(_threads.get_ident() == self._thread)

    def tell(self, freed: Lock) -> None:
        """Called in a real thread."""
        self._freed.append(freed)
        with suppress(BlockingIOError):  # full of signals that were not heard yet: one is enough for all
            self._button.send(b"!")

    def _wake_whoever_waits(self) -> None:
        while self._bell.recv(4096):
            while self._freed:
                _wake_one(self._freed.popleft())


def install() -> None:
    """Make eventlet's locks hold between this thread, which is the loop's from now on, and all others."""
    loop = _Loop()
    # A message takes a dozen locks. Not `with`, which makes an object: that may set off the collector, and a finalizer
    # that logs would wait in `release` for what this very call is about to let go of.
    begin, end = _guard.acquire, _guard.release

    def acquire(lock: Lock, blocking: bool = True, timeout: float | None = None) -> bool:
        begin()
        free = lock.counter > 0 and not lock._waiters
        if free:
            lock.counter -= 1
        end()
        if free or not blocking:
            return free
        wait = _wait_on_the_loop if loop.is_here() else _wait_in_a_thread
        return wait(lock, None if timeout == -1 else timeout)

    def release(lock: Lock, *_: object) -> None:
        begin()
        held = lock.counter <= 0
        if held:
            lock.counter += 1
        end()
        if not held:
            raise RuntimeError("release unlocked lock")
        if lock._waiters:
            (_wake_one if loop.is_here() else loop.tell)(lock)

    Lock.acquire = Lock.__enter__ = acquire
    Lock.release = Lock.__exit__ = release


def _wake_one(lock: Lock) -> None:
    hubs.get_hub().schedule_call_global(0, _hand_over, lock)


def _hand_over(lock: Lock) -> None:
    """Give it to the first in the line, which runs at once: nobody takes it in between."""
    with _guard:
        if not lock._waiters or lock.counter <= 0:
            return
        lock.counter -= 1
        first = lock._waiters.popleft()
    first.switch(True)


def _wait_on_the_loop(lock: Lock, seconds: float | None) -> bool:
    """In the order of coming."""
    me = eventlet.getcurrent()
    with _guard:
        if _take(lock):
            return True
        lock._waiters.append(me)
    try:
        with suppress(TimeoutError), eventlet.Timeout(seconds, TimeoutError()):
            hubs.get_hub().switch()
            return True
        return False
    finally:
        with suppress(ValueError):  # out of the line already, as who was handed it is
            lock._waiters.remove(me)


def _wait_in_a_thread(lock: Lock, seconds: float | None) -> bool:
    until = None if seconds is None else time.monotonic() + seconds
    while not _take(lock):
        if until is not None and time.monotonic() >= until:
            return False
        _rest(LOOK_EVERY)
    return True


def _take(lock: Lock) -> bool:
    """Take it if it is free, and nobody on the loop came before."""
    with _guard:
        if lock.counter <= 0 or lock._waiters:
            return False
        lock.counter -= 1
        return True
