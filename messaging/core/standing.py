"""Whether the database can be written now, as far as this process has noticed.

The first write that fails for a reason that concerns all is noted here. From then on everybody is told at once instead
of waiting for a failure of their own (a locked database makes each wait for seconds), and one task tries once a second
until it works again. Whoever must know is told of both moments. Design: operations.md, "When things fail".
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from messaging.core.clock import now
from messaging.core.errors import ReadOnly
from messaging.core.extensions import socketio
from messaging.core.troubles import FOR_THE_LOG, Reason, reason_of

log = logging.getLogger(__name__)

TRY_EVERY = 1.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing can be written, and since when."""

    reason: Reason
    since: datetime


Listener = Callable[[Trouble | None], None]


class Standing:
    """How the database stands."""

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        self._app: Flask | None = None
        self._try: Callable[[], None] = lambda: None
        self._listeners: list[Listener] = []

    def bind(self, app: Flask, attempt: Callable[[], None]) -> None:
        """`attempt` writes something, in an application context, or raises."""
        self._app, self._try, self.trouble = app, attempt, None

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the trouble when one begins, and with None when it is over."""
        self._listeners.append(listener)

    def check(self) -> None:
        """Raise ReadOnly when it is known that nothing can be written."""
        if self.trouble:
            raise ReadOnly(reason=self.trouble.reason)

    def note(self, error: BaseException) -> None:
        """An error came from the database. Only the first one of a trouble is logged: a full disk has no room."""
        reason = reason_of(error)
        if reason is None or self.trouble or self._app is None:
            return
        self.trouble = Trouble(reason, now())
        log.error("the database cannot be written: %s", FOR_THE_LOG[reason], exc_info=error)
        self._tell()
        socketio.start_background_task(self._watch, self._app)

    def _watch(self, app: Flask) -> None:
        while self.trouble and self._app is app:
            socketio.sleep(TRY_EVERY)
            with app.app_context():
                self._look()

    def _look(self) -> None:
        try:
            self._try()
        except Exception as error:
            reason = reason_of(error)
            if reason and self.trouble and reason != self.trouble.reason:
                self.trouble = Trouble(reason, self.trouble.since)
                log.error("the database still cannot be written: %s", FOR_THE_LOG[reason])
                self._tell()
            return
        if self.trouble:
            log.warning("the database can be written again, after %d s", (now() - self.trouble.since).total_seconds())
            self.trouble = None
            self._tell()

    def forget(self) -> None:
        """Take it for sound."""
        self.trouble = None

    def _tell(self) -> None:
        for listener in self._listeners:
            listener(self.trouble)


standing = Standing()
