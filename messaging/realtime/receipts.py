"""Receipts gathered: at most one packet a second for each conversation, none for large ones.

Pushed one by one, a message to n people would cost 2n² packets (protocol.md).
"""

from __future__ import annotations

from flask import Flask

from messaging.conversations.queries import member_count
from messaging.core import publisher
from messaging.core.changes import Change
from messaging.core.extensions import db
from messaging.core.gathering import Gathering
from messaging.sync.snapshots import receipts_after

GATHER_SECONDS = 1.0
MAX_MEMBERS = 100
"""Above this, receipts are not pushed but pulled when they are shown."""


class ReceiptGatherer:
    """Collects which receipt logs moved, and from where, until they are told."""

    def __init__(self) -> None:
        self._app: Flask | None = None
        self._moved: Gathering[tuple[str, int]] = Gathering(GATHER_SECONDS, self._tell)

    def bind(self, app: Flask) -> None:
        self._app = app
        publisher.divert("r", self.note)

    def note(self, change: Change) -> None:
        """Remember that a log moved; the packet is made from the rows when it is sent."""
        self._moved.add((change.log, change.seq - 1))

    def _tell(self, moved: list[tuple[str, int]]) -> None:
        """Send a packet for each log, from the first of its moves on."""
        starts: dict[str, int] = {}
        for log, start in moved:
            starts.setdefault(log, start)
        if self._app is None:
            return
        with self._app.app_context():
            for log, start in starts.items():
                self._send(log, start)

    def _send(self, log: str, start: int) -> None:
        session, conversation_id = db.session(), log[2:]
        if not 0 < member_count(session, conversation_id) <= MAX_MEMBERS:
            return
        changes, head = receipts_after(session, conversation_id, start)
        publisher.send({"log": log, "from": start, "to": head, "changes": changes})


gatherer = ReceiptGatherer()
