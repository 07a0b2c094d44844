"""What can be found: each message and each context, as a line of words and the facets that narrow a search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.contexts.models import Context
from messaging.contexts.schemas import context_row
from messaging.messages.attachables import message_rows
from messaging.messages.models import Message
from messaging.search.folding import fold
from messaging.search.words import Word, line_of, words_of

Row = dict[str, Any]

HAS = ("link", "file", "image", "video", "audio", "voice", "context")
"""What one can ask for with `has`."""

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_columns = [getattr(Message, column.key) for column in Message.__table__.columns if column.key != "body_hash"]


@dataclass(frozen=True, slots=True)
class Document:
    """A thing as it is searched."""

    row: Row
    words: list[Word]
    facets: frozenset[str]

    @property
    def line(self) -> str:
        return line_of(self.words)

    @property
    def is_new(self) -> bool:
        """Whether nothing else can have been told of it before. Of a context nobody knows."""
        return "edited_at" in self.row and self.row["edited_at"] is None


def load_messages(session: Session, ids: Sequence[str]) -> list[Document]:
    """These messages as they are now, without those that cannot be found: deleted, encrypted, or said by nobody."""
    if not ids:
        return []
    listed = session.execute(select(*_columns).where(Message.id.in_(ids), Message.deleted_at.is_(None)))
    return [document_of(row) for row in message_rows(session, listed) if _says_something(row)]


def document_of(row: Row) -> Document:
    """A message's outbound row as it is searched: what it says, and the names of its files."""
    return Document(row, words_of(fold("\n".join([row["content"], *file_names(row)]))), frozenset(_facets(row)))


def file_names(row: Row) -> list[str]:
    return [file["name"] for file in row["attachments"]]


def load_contexts(session: Session, ids: Sequence[str]) -> list[Document]:
    """These contexts as they are now, without the deleted ones."""
    if not ids:
        return []
    listed = session.scalars(select(Context).where(Context.id.in_(ids), Context.deleted_at.is_(None)))
    return [_document_of_context(context_row(context)) for context in listed]


def load_documents(session: Session, ids: Sequence[str]) -> list[Document]:
    """These messages and contexts."""
    messages = load_messages(session, ids)
    told = {document.row["id"] for document in messages}
    return messages + load_contexts(session, [each for each in ids if each not in told])


def _document_of_context(row: Row) -> Document:
    text = "\n".join([row["title"], row["content"], *row["tags"]])
    return Document(row, words_of(fold(text)), frozenset([kept_by(row["owner_id"])]))


def kept_by(user_id: str) -> str:
    """The facet of somebody's own contexts; messages have none of it."""
    return f"o:{user_id}"


def in_conversation(conversation_id: str) -> str:
    """The facet of everything in a conversation."""
    return f"c:{conversation_id}"


def sent_by(user_id: str) -> str:
    return f"s:{user_id}"


def that_has(kind: str) -> str:
    """The facet of messages with a link, a file, …: one of HAS."""
    return f"h:{kind}"


def on_day(day: str) -> str:
    """The facet of a day, month or year: `2026-11-21`, `2026-11` or `2026`."""
    return f"t:{day}"


def _says_something(row: Row) -> bool:
    return row["role"] != "system" and row["encrypted_content"] is None


def _facets(row: Row) -> list[str]:
    day = row["created_at"][:10]
    times = [on_day(day), on_day(day[:7]), on_day(day[:4])]
    kinds = {kind for file in row["attachments"] for kind in _kinds(file)}
    if row["context_ids"]:
        kinds.add("context")
    if _LINK.search(row["content"]):
        kinds.add("link")
    return [
        in_conversation(row["conversation_id"]),
        sent_by(row["sender_id"]),
        *times,
        *(that_has(kind) for kind in HAS if kind in kinds),
    ]


def _kinds(file: Row) -> list[str]:
    """What a file is, apart from a file: a recording with its waveform is a voice message."""
    family = file["media_type"].partition("/")[0]
    kinds = ["file"]
    if family in ("image", "video", "audio"):
        kinds.append(family)
    if family == "audio" and file["waveform"]:
        kinds.append("voice")
    return kinds
