"""Conversations as they are exported: in the shapes of the API, some hundred messages at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from messaging.accounts.models import User
from messaging.accounts.schemas import user_row
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.queries import conversation_rows
from messaging.conversations.schemas import membership_row
from messaging.core import entities
from messaging.core.clock import iso
from messaging.core.extensions import db
from messaging.exports.lines import Line, told
from messaging.messages.companions import companions_of
from messaging.messages.models import MessageEdit
from messaging.messages.queries import messages_after

AT_A_TIME = 300
_COMPANIONS = {"reactions": "reaction", "link_previews": "link_preview"}


@dataclass(frozen=True, slots=True)
class Told:
    """A conversation, and what its files are called. `row` is as `viewer_id` sees it; None: as all do."""

    row: Line
    name: str
    file_name: str


def told_conversation(conversation_id: str, number: int, viewer_id: str | None) -> Told:
    """One conversation, the `number`th of its export."""
    row = conversation_rows(db.session(), [conversation_id], viewer_id)[0]
    name = row["title"] or _names(conversation_id, viewer_id)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    return Told(row, name, f"{number:04}-{slug or 'conversation'}")


def _names(conversation_id: str, viewer_id: str | None) -> str:
    """Who is in it, oneself left out where there is somebody else."""
    people = db.session.execute(
        select(User.id, User.display_name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.conversation_id == conversation_id)
        .order_by(Membership.joined_at, User.display_name)
        .limit(10)
    ).all()
    others = [person.display_name for person in people if person.id != viewer_id]
    return ", ".join(others or [person.display_name for person in people]) or "Nobody"


def everything_in(conversation: Told, files: dict[str, str]) -> Iterator[Line]:
    """Its row, everyone who is or was in it, its messages and what belongs to them. `files` gathers name by id."""
    conversation_id = conversation.row["id"]
    yield from told("conversation", [conversation.row])
    yield from _people_of(conversation_id)
    seen: set[str] = set()
    yield from _contexts(conversation_id, conversation.row["context_ids"], seen)
    for page in pages_of(conversation_id):
        yield from told("message", page.messages)
        for field, entity in _COMPANIONS.items():
            yield from told(entity, page.companions[field])
        yield from told("earlier_content", page.edits)
        carried = [context for message in page.messages for context in message["context_ids"]]
        yield from _contexts(conversation_id, carried, seen)
        files |= {file["id"]: file["name"] for message in page.messages for file in message["attachments"]}


def _people_of(conversation_id: str) -> Iterator[Line]:
    rows = db.session.execute(
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.conversation_id == conversation_id)
        .order_by(Membership.joined_at, Membership.user_id)
    ).all()
    yield from told("membership", (membership_row(row.Membership) for row in rows))
    yield from told("user", (user_row(row.User) for row in rows))


def _contexts(conversation_id: str, ids: Sequence[str], seen: set[str]) -> Iterator[Line]:
    """Contexts that it shows, as its members see them, each once."""
    fresh = [context_id for context_id in dict.fromkeys(ids) if context_id not in seen]
    seen.update(fresh)
    if fresh:
        shown = entities.load(db.session(), f"c:{conversation_id}", "context", fresh)
        yield from told("context", shown.values())


@dataclass(frozen=True, slots=True)
class Page:
    """Messages in order, with what belongs to them."""

    messages: list[Line]
    companions: dict[str, list[Line]]
    edits: list[Line]


def pages_of(conversation_id: str, after: int = 0, until: int | None = None) -> Iterator[Page]:
    """The messages behind one ordinal, up to another. Between two pages no connection is held."""
    while True:
        messages = messages_after(conversation_id, after, AT_A_TIME)
        if until is not None:
            messages = [message for message in messages if message["ordinal"] <= until]
        if not messages:
            return
        after = messages[-1]["ordinal"]
        page = Page(messages, companions_of(db.session(), messages), _edits(messages))
        db.session.rollback()
        yield page


def _edits(messages: list[Line]) -> list[Line]:
    edited = [message["id"] for message in messages if message["edited_at"] and not message["deleted_at"]]
    if not edited:
        return []
    rows = db.session.scalars(select(MessageEdit).where(MessageEdit.message_id.in_(edited)).order_by(MessageEdit.id))
    return [
        {"message_id": e.message_id, "content": e.content, "edited_at": iso(e.edited_at), "editor_id": e.editor_id}
        for e in rows
    ]


def all_conversation_ids() -> Sequence[str]:
    return db.session.scalars(select(Conversation.id).order_by(Conversation.created_at, Conversation.id)).all()


def names_of(ids: set[str]) -> dict[str, str]:
    """Display names, by id."""
    rows: Any = db.session.execute(select(User.id, User.display_name).where(User.id.in_(ids)))
    return {row.id: row.display_name for row in rows}
