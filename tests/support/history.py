"""A long conversation written straight into the tables: ten thousand messages one by one would take a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from messaging.conversations.models import Conversation
from messaging.core.ids import new_id
from messaging.core.logs import SyncEvent
from messaging.messages.models import Message
from tests.support import databases

STARTED = datetime(2026, 1, 5, 8, tzinfo=UTC)
CODE = "```python\ndef count(frogs):\n    return sum(frogs)\n```"
LINE = "A line of a long message that is meant to be wider than a telephone."
KINDS = 12
"""After so many messages the same shapes come again."""


def content_of(ordinal: int) -> str:
    """Of very different heights: a word, a paragraph, a list, code, a whole page. Each begins with its number."""
    kind = ordinal % KINDS
    if kind == 3:
        return f"{ordinal}. {LINE}\n\n" + "\n\n".join([LINE] * (ordinal % 7))
    if kind == 5:
        return f"Number {ordinal}\n\n{CODE}"
    if kind == 8:
        return f"Number {ordinal}\n\n" + "\n".join(f"- frog {n}" for n in range(ordinal % 30))
    if kind == 11:
        return f"Number {ordinal} 🐸 " + LINE * 3
    return f"Number {ordinal}"


def time_of(ordinal: int) -> datetime:
    """Ten minutes apart, so that a day has its hundred and more."""
    return STARTED + timedelta(minutes=10 * ordinal)


def write_history(data_dir: Path, conversation_id: str, senders: list[str], length: int) -> None:
    """Bring a conversation to so many messages. Nobody is told: devices see it when they pull."""
    engine = databases.opened(data_dir)
    with engine.begin() as connection:
        where = Conversation.id == conversation_id
        head = connection.execute(select(Conversation.last_ordinal, Conversation.last_seq).where(where)).one()
        offset = head.last_seq - head.last_ordinal
        messages = [
            _message(conversation_id, ordinal, ordinal + offset, senders[ordinal // 3 % len(senders)])
            for ordinal in range(head.last_ordinal + 1, length + 1)
        ]
        connection.execute(insert(Message), messages)
        connection.execute(insert(SyncEvent), [_event(message) for message in messages])
        last = messages[-1]
        connection.execute(
            update(Conversation)
            .where(where)
            .values(
                last_seq=last["version"],
                last_ordinal=length,
                message_count=length,
                last_message_id=last["id"],
                last_message_sender_id=last["sender_id"],
                last_message_preview=last["content"][:100],
                last_message_at=last["created_at"],
            )
        )
    engine.dispose()


def _message(conversation_id: str, ordinal: int, seq: int, sender_id: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "conversation_id": conversation_id,
        "ordinal": ordinal,
        "sender_id": sender_id,
        "role": "user",
        "content": content_of(ordinal),
        "body_hash": "",
        "created_at": time_of(ordinal),
        "version": seq,
    }


def _event(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "log": f"c:{message['conversation_id']}",
        "seq": message["version"],
        "entity": "message",
        "entity_id": message["id"],
        "op": "upsert",
        "actor_id": message["sender_id"],
        "at": message["created_at"],
    }
