"""Fill one conversation of each server with a long history, written straight into its tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import create_engine, insert, select, update

from bench.servers import Server
from messaging.conversations.models import Conversation
from messaging.core.ids import new_id
from messaging.core.logs import SyncEvent
from messaging.messages.models import Message

CHUNK = 5_000
STARTED = datetime(2026, 1, 1, tzinfo=UTC)
CONTENT = "Line {} of a long conversation, as long as a message is on the average of a year: some words, a thought."


class Entry(NamedTuple):
    id: str
    ordinal: int
    seq: int
    sender_id: str
    content: str
    at: datetime


def fill_quchat(server: Server, conversation_id: str, sender_id: str, length: int) -> None:
    engine = create_engine(f"sqlite:///{server.database}")
    with engine.begin() as connection:
        head = connection.execute(
            select(Conversation.last_ordinal, Conversation.last_seq).where(Conversation.id == conversation_id)
        ).one()
        for entries in _chunks(sender_id, head.last_ordinal, head.last_seq, length):
            connection.execute(insert(Message), [_message(conversation_id, entry) for entry in entries])
            connection.execute(insert(SyncEvent), [_event(conversation_id, entry) for entry in entries])
            last = entries[-1]
        connection.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id)
            .values(
                last_seq=last.seq,
                last_ordinal=last.ordinal,
                message_count=last.ordinal,
                last_message_id=last.id,
                last_message_sender_id=last.sender_id,
                last_message_preview=last.content,
                last_message_at=last.at,
            )
        )
    engine.dispose()


def _message(conversation_id: str, entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "conversation_id": conversation_id,
        "ordinal": entry.ordinal,
        "sender_id": entry.sender_id,
        "role": "user",
        "content": entry.content,
        "body_hash": "",
        "created_at": entry.at,
        "version": entry.seq,
    }


def _event(conversation_id: str, entry: Entry) -> dict[str, Any]:
    return {
        "log": f"c:{conversation_id}",
        "seq": entry.seq,
        "entity": "message",
        "entity_id": entry.id,
        "op": "upsert",
        "actor_id": entry.sender_id,
        "at": entry.at,
    }


def fill_node(server: Server, conversation_id: str, sender_id: str, length: int) -> None:
    connection = sqlite3.connect(server.database)
    with connection:
        for entries in _chunks(sender_id, 0, 0, length):
            connection.executemany(
                "INSERT INTO message (id, conversation_id, ordinal, sender_id, content, created_at, version)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(e.id, conversation_id, e.ordinal, e.sender_id, e.content, e.at.isoformat(), e.seq) for e in entries],
            )
            connection.executemany(
                "INSERT INTO sync_event (log, seq, entity, entity_id, op, actor_id, at)"
                " VALUES (?, ?, 'message', ?, 'upsert', ?, ?)",
                [(f"c:{conversation_id}", e.seq, e.id, e.sender_id, e.at.isoformat()) for e in entries],
            )
        connection.execute(
            "UPDATE conversation SET last_seq = ?, last_ordinal = ?, message_count = ? WHERE id = ?",
            (length, length, length, conversation_id),
        )
    connection.close()


def _chunks(sender_id: str, ordinal: int, seq: int, length: int) -> Iterator[list[Entry]]:
    """Entries that bring a conversation from `ordinal` to `length`, a few thousand at a time."""
    offset = seq - ordinal
    for start in range(ordinal + 1, length + 1, CHUNK):
        yield [
            Entry(new_id(), n, n + offset, sender_id, CONTENT.format(n), STARTED + timedelta(minutes=n))
            for n in range(start, min(start + CHUNK, length + 1))
        ]
