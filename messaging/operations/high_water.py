"""Notices when somebody put another database file in place, so that devices pull afresh and give back what it lacks.

Beside the database stands a note of the newest entry that was committed. At start the database must hold that very
entry; an older copy lacks it, and one that has grown since holds another entry under its number. The epoch changes then
(protocol.md: 409 reset).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from sqlalchemy import func, select

from messaging.core import publisher
from messaging.core.clock import iso
from messaging.core.disk import write_whole
from messaging.core.extensions import db
from messaging.core.gathering import Gathering
from messaging.core.logs import SyncEvent
from messaging.core.meta import installation
from messaging.core.publisher import Packet

log = logging.getLogger(__name__)

NOTE = "high-water.json"
GATHER_SECONDS = 0.25
"""How often the note is written while there is traffic; the first entry after a pause is noted at once. What a crash
loses of it makes it a little older: a copy of the database that is younger still is taken for the database itself."""


class HighWaterMark:
    """The note, and the entries since that it does not hold yet."""

    def __init__(self) -> None:
        self._app: Flask | None = None
        self._path = Path()
        self._newest: Gathering[tuple[str, int]] = Gathering(GATHER_SECONDS, self._write)
        self._stop_following: Callable[[], None] = lambda: None
        self._written_at = 0.0

    def bind(self, app: Flask, data_dir: Path) -> None:
        """Compare the note with the database, then follow what is published."""
        self._app, self._path = app, data_dir / NOTE
        self._newest.forget()
        with app.app_context():
            if self._another_database():
                log.warning("the database is not the one that was last used here; devices will pull afresh")
                installation.renew_epoch(db.session.scalar(select(func.max(SyncEvent.at))))
                self._path.unlink(missing_ok=True)
        self._stop_following()
        self._stop_following = publisher.listen(self._note)

    def _another_database(self) -> bool:
        if not self._path.exists():
            return False
        try:
            mark: dict[str, Any] = orjson.loads(self._path.read_bytes())
            where = (mark["log"], mark["seq"])
        except (orjson.JSONDecodeError, KeyError):
            return False  # a note that was cut off by a crash tells nothing
        return self._entry_at(where) != mark

    def _entry_at(self, where: tuple[str, int]) -> dict[str, Any] | None:
        entry = db.session.get(SyncEvent, where)
        return None if entry is None else _mark(entry.log, entry.seq, entry.entity_id, entry.at)

    def _note(self, packet: Packet) -> None:
        if packet["log"].startswith("r:"):
            return  # receipts have no entries
        self._newest.add((packet["log"], packet["to"]))
        paused = time.monotonic() - self._written_at > GATHER_SECONDS
        # The note may speak of an entry that has just gone with its conversation: a crash must not find it so.
        gone = any(change["entity"] == "conversation" and change["op"] == "delete" for change in packet["changes"])
        if paused or gone:
            self._newest.flush()

    def _write(self, entries: list[tuple[str, int]]) -> None:
        """Note the newest entry."""
        self._written_at = time.monotonic()
        if self._app is None:
            return
        with self._app.app_context():
            mark = self._entry_at(entries[-1])
        if mark is None:
            return  # its conversation was deleted meanwhile, which is an entry of its own
        write_whole(self._path, orjson.dumps(mark))


def _mark(log_name: str, seq: int, entity_id: str, at: datetime) -> dict[str, Any]:
    return {"log": log_name, "seq": seq, "entity_id": entity_id, "at": iso(at)}


high_water_mark = HighWaterMark()
