"""Group commit: writes that arrive together share one transaction, and their packets one frame a room.

Beginning and committing costs about as much as storing a message. Under load this cost, and that of a packet to each
member, is paid once for all that arrived in the same turn of the event loop (docs/engine.md).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from messaging.core.database import UnitOfWork, current_unit, unit_of_work
from messaging.core.errors import QuChatError
from messaging.core.threads import one_turn

T = TypeVar("T")


class _Job:
    """One write, and what came of it."""

    __slots__ = ("done", "error", "value", "work")

    def __init__(self, work: Callable[[UnitOfWork], Any]) -> None:
        self.work = work
        self.done = threading.Lock()
        self.done.acquire()
        self.value: Any = None
        self.error: BaseException | None = None

    def attempt(self, unit: UnitOfWork) -> None:
        """Do the work. A refusal comes before anything was written, so it concerns this job alone."""
        try:
            self.value = self.work(unit)
        except QuChatError as refusal:
            self.error = refusal

    def alone(self) -> None:
        """Do the work in a transaction of its own."""
        try:
            with unit_of_work(alone=False) as unit:
                self.value = self.work(unit)
        except BaseException as error:
            self.error = error


class GroupCommit:
    """The first to arrive leads: it waits for its turn to write, then does everybody's work."""

    def __init__(self) -> None:
        self._waiting: list[_Job] = []
        self._guard = threading.Lock()

    def run(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work(unit)` in a transaction shared with others; returns its value after the commit.

        `work` may refuse (QuChatError) only before it has written anything.
        """
        outer = current_unit()
        if outer is not None:
            return work(outer)
        job = _Job(work)
        if self._enqueue(job):
            one_turn()  # for those whose packets have arrived already
            self._lead()
        else:
            job.done.acquire()
        if job.error is not None:
            raise job.error
        value: T = job.value
        return value

    def _enqueue(self, job: _Job) -> bool:
        with self._guard:
            self._waiting.append(job)
            return len(self._waiting) == 1

    def _take(self) -> list[_Job]:
        with self._guard:
            jobs, self._waiting = self._waiting, []
            return jobs

    def _lead(self) -> None:
        jobs: list[_Job] = []
        try:
            with unit_of_work(alone=False) as unit:
                jobs = self._take()
                for job in jobs:
                    job.attempt(unit)
        except BaseException:
            # Something failed that concerns at most one of them, or all: each learns it for itself.
            jobs = jobs or self._take()
            for job in jobs:
                job.alone()
        for job in jobs:
            job.done.release()


group_commit = GroupCommit()
