"""Load a context as its owner, or as somebody who sees it through what it is attached to; or NotFound."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from messaging.contexts.models import Context, ConversationContext, MessageContext
from messaging.conversations.models import Membership
from messaging.core.actor import Actor
from messaging.core.errors import NotFound
from messaging.core.extensions import db
from messaging.messages.models import Message


def access_own(actor: Actor, context_id: str, *, deleted: bool = False) -> Context:
    """One of the actor's own, to be changed; `deleted`: also as a tombstone."""
    # Locked: two devices that count their uses at once, in two processes, would count one.
    context = db.session.get(Context, context_id, populate_existing=True, with_for_update=True)
    if context is None or context.owner_id != actor.user_id or (context.deleted_at is not None and not deleted):
        raise NotFound()
    return context


def access_context(actor: Actor, context_id: str) -> Context:
    """One that the actor may read."""
    reader = aliased(Membership)
    shown = exists().where(
        reader.user_id == actor.user_id, reader.left_at.is_(None), shown_in(reader.conversation_id), owner_is_in(reader)
    )
    context = db.session.scalar(
        select(Context)
        .where(Context.id == context_id, Context.deleted_at.is_(None), or_(Context.owner_id == actor.user_id, shown))
        .execution_options(populate_existing=True)
    )
    if context is None:
        raise NotFound()
    return context


def shown_in(conversation_id: InstrumentedAttribute[str] | str) -> ColumnElement[bool]:
    """Whether the context is attached to this conversation or to a message in it."""
    # Of a subquery within a subquery SQLAlchemy by itself links only the innermost two: it would look at all contexts.
    on_it = exists().where(
        ConversationContext.context_id == Context.id, ConversationContext.conversation_id == conversation_id
    )
    on_message = exists().where(
        MessageContext.context_id == Context.id,
        Message.id == MessageContext.message_id,
        Message.conversation_id == conversation_id,
        Message.deleted_at.is_(None),
    )
    return or_(on_it.correlate_except(ConversationContext), on_message.correlate_except(MessageContext, Message))


def owner_is_in(reader: type[Membership]) -> ColumnElement[bool]:
    """Whether the context's owner is in the reader's conversation: whoever was removed has no say in it any more, and
    an edit of theirs would still be one."""
    owner = aliased(Membership)
    is_in = exists().where(
        owner.conversation_id == reader.conversation_id, owner.user_id == Context.owner_id, owner.left_at.is_(None)
    )
    return is_in.correlate_except(owner)
