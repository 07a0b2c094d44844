"""What makes a figure count: nothing that was acknowledged is missing, doubled or out of order."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

IN_THE_ROOM = (
    "SELECT count(*), count(DISTINCT ordinal), coalesce(max(ordinal), 0) FROM message WHERE conversation_id = ?"
)


class Proof:
    """Taken before a round, held against its figures after it."""

    def __init__(self, database: Path, rooms: list[str]) -> None:
        self.database = database
        self.before = {room: self._count(room) for room in rooms}

    def hold_against(self, figures: Mapping[str, Any]) -> list[str]:
        """Everything that does not add up, in sentences; an empty list when all does."""
        claim = figures["proof"]
        faults = []
        if claim["delivered"] != claim["expected"]:
            faults.append(f"{claim['expected']} deliveries were due, {claim['delivered']} came")
        if claim["disorder"]:
            faults.append(f"{claim['disorder']} packets came out of order")
        for room, count in claim["acknowledged"].items():
            kept = self._count(room) - self.before[room]
            if kept != count:
                faults.append(f"{count} messages were acknowledged in {room}, the database has {kept}")
        return faults

    def _count(self, room: str) -> int:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            count, distinct, newest = connection.execute(IN_THE_ROOM, (room,)).fetchone()
        if not count == distinct == newest:
            raise SystemExit(f"The ordinals of {room} have holes: {count} messages, the newest is {newest}.")
        return int(count)
