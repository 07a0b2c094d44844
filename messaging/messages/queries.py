"""Reads of messages: pages by ordinal, direct history, earlier contents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from messaging.conversations.access import access_conversation
from messaging.conversations.models import Conversation
from messaging.conversations.queries import own_row
from messaging.core.actor import Actor
from messaging.core.clock import iso
from messaging.core.entities import Rows, entity
from messaging.core.errors import NotFound
from messaging.core.extensions import db
from messaging.core.ids import direct_conversation_id
from messaging.core.meta import installation
from messaging.messages.access import access_message
from messaging.messages.attachables import message_rows
from messaging.messages.companions import companion, companions_of
from messaging.messages.models import Message, MessageEdit, Reaction
from messaging.messages.schemas import PageQuery, reaction_row

NEWEST = 50
"""How many messages a snapshot and `join_chat` carry."""

# Columns, not objects: building 100 ORM objects would take most of the 10 ms that a page may take.
_columns = [getattr(Message, column.key) for column in Message.__table__.columns if column.key != "body_hash"]


def page(actor: Actor, conversation_id: str, query: PageQuery) -> dict[str, Any]:
    """A page of a conversation, by ordinal; without bounds the newest."""
    conversation = access_conversation(actor, conversation_id)
    if query.around_time is not None:
        found = _first_since(conversation, query.around_time)
        query = query.model_copy(update={"around": found})
    rows = _page_rows(conversation_id, query)
    oldest, newest = (rows[0]["ordinal"], rows[-1]["ordinal"]) if rows else (None, None)
    return {
        "messages": rows,
        **companions_of(db.session(), rows),
        "oldest": oldest,
        "newest": newest,
        "has_older": oldest is not None and oldest > conversation.first_ordinal,
        "has_newer": newest is not None and newest < conversation.last_ordinal,
    }


def _page_rows(conversation_id: str, query: PageQuery) -> list[dict[str, Any]]:
    if query.around is not None:
        before = _rows(conversation_id, Message.ordinal < query.around, query.limit // 2, newest_first=True)
        return before + _rows(conversation_id, Message.ordinal >= query.around, query.limit - len(before))
    if query.after is not None:
        bounds = Message.ordinal > query.after
        if query.before is not None:
            bounds = bounds & (Message.ordinal < query.before)
        return _rows(conversation_id, bounds, query.limit)
    bounds = Message.ordinal < query.before if query.before is not None else Message.ordinal > 0
    return _rows(conversation_id, bounds, query.limit, newest_first=True)


def _first_since(conversation: Conversation, moment: datetime) -> int:
    """The ordinal of the first message of that moment or later; the last one where there is none.

    Halving, since times grow with ordinals: an index of times would cost every message a write, for a question that is
    asked once in a while.
    """
    low, high = conversation.first_ordinal, conversation.last_ordinal
    while low < high:
        middle = (low + high) // 2
        at = select(Message.created_at).where(Message.conversation_id == conversation.id, Message.ordinal == middle)
        if db.session.execute(at).scalar_one() < moment:
            low = middle + 1
        else:
            high = middle
    return low


def newest_messages(conversation_id: str, limit: int = NEWEST) -> list[dict[str, Any]]:
    """The newest messages, oldest first. The caller has checked access."""
    return _rows(conversation_id, Message.ordinal > 0, limit, newest_first=True)


def messages_after(conversation_id: str, ordinal: int, limit: int) -> list[dict[str, Any]]:
    """The messages that follow an ordinal, oldest first. The caller has checked access."""
    return _rows(conversation_id, Message.ordinal > ordinal, limit)


def messages_with(ids: Sequence[str]) -> list[dict[str, Any]]:
    """These messages, by id. The caller has checked access."""
    statement = select(*_columns).where(Message.id.in_(ids)).order_by(Message.id)
    return message_rows(db.session(), db.session.execute(statement))


def _rows(
    conversation_id: str, bounds: ColumnElement[bool], limit: int, *, newest_first: bool = False
) -> list[dict[str, Any]]:
    order = Message.ordinal.desc() if newest_first else Message.ordinal
    statement: Select[Any] = (
        select(*_columns).where(Message.conversation_id == conversation_id, bounds).order_by(order).limit(limit)
    )
    rows = message_rows(db.session(), db.session.execute(statement))
    return rows[::-1] if newest_first else rows


@companion("reactions")
def reactions_of(session: Session, messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The present reactions on these messages."""
    if not messages:
        return []
    # By the range that the page covers: a hundred ids would be compiled anew for each page.
    first, last = messages[0], messages[-1]
    statement = (
        select(Reaction)
        .join(Message, Message.id == Reaction.message_id)
        .where(
            Message.conversation_id == first["conversation_id"],
            Message.ordinal.between(first["ordinal"], last["ordinal"]),
            Reaction.deleted_at.is_(None),
        )
        .order_by(Reaction.version)
        .execution_options(populate_existing=True)
    )
    return [reaction_row(reaction) for reaction in session.scalars(statement)]


def direct_history(actor: Actor, recipient_id: str, limit: int = 100) -> dict[str, Any]:
    """The direct conversation with a person and its newest messages; without one yet, None and no messages."""
    conversation_id = direct_conversation_id(installation.server_id, actor.user_id, recipient_id)
    if db.session.get(Conversation, conversation_id) is None:
        return {"conversation": None, "messages": [], **companions_of(db.session(), [])}
    access_conversation(actor, conversation_id)
    messages = newest_messages(conversation_id, limit)
    return {
        "conversation": own_row(db.session(), actor, conversation_id),
        "messages": messages,
        **companions_of(db.session(), messages),
    }


def earlier_contents(actor: Actor, message_id: str) -> list[dict[str, Any]]:
    """What a message said before each edit, oldest first."""
    message, _, _ = access_message(actor, message_id)
    if message.deleted_at is not None:
        raise NotFound()
    edits = db.session.scalars(select(MessageEdit).where(MessageEdit.message_id == message_id).order_by(MessageEdit.id))
    return [{"content": e.content, "edited_at": iso(e.edited_at), "editor_id": e.editor_id} for e in edits]


@entity("c", "message")
def load_messages(session: Session, conversation_id: str, ids: Sequence[str]) -> Rows:
    statement = select(*_columns).where(Message.conversation_id == conversation_id, Message.id.in_(ids))
    return {row["id"]: row for row in message_rows(session, session.execute(statement))}


@entity("c", "reaction")
def load_reactions(session: Session, conversation_id: str, ids: Sequence[str]) -> Rows:
    statement = select(Reaction).where(Reaction.conversation_id == conversation_id, Reaction.id.in_(ids))
    reactions = session.scalars(statement.execution_options(populate_existing=True))
    return {reaction.id: reaction_row(reaction) for reaction in reactions}
