"""Makes previews behind the messages: sees which committed ones have a link, and fetches a few pages at a time.

Nothing of it is kept over a restart: a queue in the database would cost every message a look. What was lost with a
process is found again among the last messages (`missed.py`).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from messaging.core import publisher
from messaging.core.background import in_background
from messaging.core.clock import now
from messaging.core.errors import RateLimited
from messaging.core.extensions import db
from messaging.core.limits import limiter
from messaging.core.publisher import Packet
from messaging.core.settings import settings
from messaging.link_previews.actions import add_preview, is_wanted
from messaging.link_previews.links import first_link
from messaging.link_previews.network import Network
from messaging.link_previews.pages import card_of

log = logging.getLogger(__name__)

AT_ONCE = 4
MOST_WAITING = 200
"""More links than that at once are a flood; those beyond stay without a card."""


_unwanted: ContextVar[bool] = ContextVar("unwanted", default=False)


@contextmanager
def without_previews() -> Iterator[None]:
    """What is sent within this block gets no cards: years of links that come with an import are not worth the traffic,
    and the pages are not those that people had before them then."""
    token = _unwanted.set(True)
    try:
        yield
    finally:
        _unwanted.reset(token)


class Wanted(NamedTuple):
    """A message and its link."""

    message_id: str
    url: str


class Previewer:
    """The links that wait for their page, and who fetches them."""

    def __init__(self) -> None:
        self.network = Network()
        self._app: Flask | None = None
        self._folder = Path()
        self._waiting: deque[Wanted] = deque()
        self._running = 0
        self._guard = threading.Lock()
        self._stop_following: Callable[[], None] = lambda: None
        self.began_at: datetime = now()
        self.has_looked_back = False
        """Whether cards that an earlier process owed were looked for."""

    def bind(self, app: Flask, data_dir: Path) -> None:
        """Follow what is published. Nothing is fetched while the installation has switched previews off."""
        self._app, self._folder = app, data_dir / "link-previews"
        self.began_at, self.has_looked_back = now(), False
        self._stop_following()
        self._stop_following = publisher.listen(self.note)

    @property
    def folder(self) -> Path:
        """Where pictures are kept."""
        return self._folder

    def note(self, packet: Packet) -> None:
        """Called for every packet while its writer waits: looks, and does nothing else."""
        if _unwanted.get():
            return
        for change in packet["changes"]:
            row = change["row"]
            if change["entity"] == "message" and row and "://" in row["content"] and row["role"] != "system":
                self.want(row["id"], row["content"])

    def want(self, message_id: str, content: str) -> None:
        """Make a card for a message that says this, if it has a link; whether it still has is asked in its turn."""
        link = first_link(content)
        if link:
            self._add(Wanted(message_id, link))

    def forget(self) -> None:
        """Drop what waits."""
        with self._guard:
            self._waiting.clear()
            self._running = 0

    def _add(self, wanted: Wanted) -> None:
        with self._guard:
            if len(self._waiting) >= MOST_WAITING:
                return
            self._waiting.append(wanted)
            if self._running >= AT_ONCE:
                return
            self._running += 1
        in_background(self._work)

    def _work(self) -> None:
        """Make previews until nothing waits."""
        while (wanted := self._next()) and self._app is not None:
            try:
                with self._app.app_context():
                    self._preview(wanted)
            except Exception:
                log.exception("a link preview could not be made")

    def _next(self) -> Wanted | None:
        with self._guard:
            if self._waiting:
                return self._waiting.popleft()
            self._running -= 1
            return None

    def _preview(self, wanted: Wanted) -> None:
        if not settings().link_previews:
            return
        message = is_wanted(db.session(), *wanted)
        if message is None:
            return
        try:
            limiter.hit("link_previews", message.sender_id)
        except RateLimited:
            return  # nobody may use this server to knock at hundreds of doors
        card = card_of(self.network, self._folder, wanted.url)
        if card:
            add_preview(*wanted, card)


previewer = Previewer()
