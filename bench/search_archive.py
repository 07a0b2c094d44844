"""A million messages to search, written straight into the tables: of a made-up language, and some of Chinese signs."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from messaging.core.ids import new_id

CONVERSATIONS = 500
WORDS = 30_000
FEW = 20
"""So many of the conversations a person with a few is in."""
CHUNK = 20_000
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
SYLLABLES = "ga lo pro ti mer sun lib ra ken do vi sto plan et arm ing er ou qua zel the and of to in is be".split()  # noqa: SIM905
Row = tuple[object, ...]


class Language:
    """A few words are frequent and most are rare, as in any language; the same each time."""

    def __init__(self) -> None:
        self._random = random.Random(7)
        pick = self._random.choice
        made = dict.fromkeys(
            "".join(pick(SYLLABLES) for _ in range(self._random.randint(1, 4))) for _ in range(2 * WORDS)
        )
        self.words = list(made)[:WORDS]
        self._weights = list(accumulate(1 / (place + 2.7) for place in range(len(self.words))))
        self.signs = [chr(0x4E00 + number) for number in range(3_000)]

    def message(self) -> str:
        """One of twenty is Chinese."""
        if self._random.random() < 0.05:
            return "".join(self._sign() for _ in range(self._random.randint(4, 25)))
        return " ".join(self._random.choices(self.words, cum_weights=self._weights, k=self._random.randint(2, 22)))

    def _sign(self) -> str:
        return self.signs[int(self._random.random() ** 2.5 * len(self.signs))]

    def questions(self) -> dict[str, list[str]]:
        """By kind, so many that an answer is seldom one that was given before."""
        common, rare = self.words[:60], self.words[-2_000::40]
        return {
            "common": [word for word in common if len(word) > 2][:40],
            "rare": rare[:40],
            "two_letters": sorted({word[:2] for word in self.words[:400]})[:40],
            "two_words": [f"{one} {other}" for one, other in zip(common[::2], common[1::2], strict=True)],
            "signs": [self.signs[place] + self.signs[place // 2] for place in range(0, 400, 10)],
        }


def fill(database: Path, everywhere: str, few: str, length: int, language: Language) -> None:
    """So many messages in 500 groups: one person is in all of them, the other in every twenty-fifth."""
    chance = random.Random(7)
    groups = [new_id() for _ in range(CONVERSATIONS)]
    weights = list(accumulate(1 / (place + 5) for place in range(CONVERSATIONS)))
    heads = dict.fromkeys(groups, 0)
    connection = sqlite3.connect(database)
    _make_groups(connection, groups, everywhere, few)
    for first in range(0, length, CHUNK):
        rows: list[Row] = []
        for number in range(first, min(first + CHUNK, length)):
            group = chance.choices(groups, cum_weights=weights)[0]
            heads[group] += 1
            sent_at = (NEWEST - timedelta(seconds=30 * (length - number))).isoformat(" ")[:-6]
            rows.append((new_id(), group, heads[group], everywhere, language.message(), f"{sent_at}.000000"))
        _store(connection, rows)
    for group, head in heads.items():
        connection.execute(
            "UPDATE conversation SET last_seq = ?, last_ordinal = ?, message_count = ? WHERE id = ?",
            (head, head, head, group),
        )
    connection.commit()
    connection.close()


def _make_groups(connection: sqlite3.Connection, groups: list[str], everywhere: str, few: str) -> None:
    at = "2025-01-01 00:00:00.000000"
    connection.executemany(
        "INSERT INTO conversation (id, kind, title, description, encrypted, posting, created_by, created_at,"
        " updated_at, last_seq, last_ordinal, last_receipt_seq, message_count, version, stamps)"
        " VALUES (?, 'group', 'Pond', '', 0, 'everyone', ?, ?, ?, 0, 0, 0, 0, 0, '{}')",
        [(group, everywhere, at, at) for group in groups],
    )
    connection.executemany(
        "INSERT INTO membership (conversation_id, user_id, role, joined_at, delivered_ordinal, read_ordinal,"
        " receipt_seq, version, archived, notify, settings_version, stamps)"
        " VALUES (?, ?, 'member', ?, 0, 0, 0, 0, 0, 'all', 0, '{}')",
        [(group, person, at) for person, group in _members(groups, everywhere, few)],
    )


def _members(groups: list[str], everywhere: str, few: str) -> Iterator[tuple[str, str]]:
    for place, group in enumerate(groups):
        yield everywhere, group
        if place % (CONVERSATIONS // FEW) == 3:
            yield few, group


def _store(connection: sqlite3.Connection, rows: list[Row]) -> None:
    connection.executemany(
        "INSERT INTO message (id, conversation_id, ordinal, sender_id, role, content, body_hash, created_at, version)"
        " VALUES (?1, ?2, ?3, ?4, 'user', ?5, '', ?6, ?3)",
        rows,
    )
    connection.executemany(
        "INSERT INTO sync_event (log, seq, entity, entity_id, op, actor_id, at)"
        " VALUES ('c:' || ?2, ?3, 'message', ?1, 'upsert', ?4, ?6)",
        [(*row[:4], None, row[5]) for row in rows],
    )
    connection.commit()
