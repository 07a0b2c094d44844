"""Reads of contexts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select, union
from sqlalchemy.orm import Session

from messaging.contexts.access import shown_in
from messaging.contexts.models import Context, ConversationContext, MessageContext
from messaging.contexts.schemas import AttachedQuery, ContextQuery, context_row, seen_by, shared_row
from messaging.conversations.access import access_conversation
from messaging.conversations.models import Membership
from messaging.core.actor import Actor
from messaging.core.entities import Rows, entity
from messaging.core.extensions import db
from messaging.messages.models import Message

PAGE = 100
"""Messages whose contexts are told at once, as many as a page of messages holds."""

ORDERS: dict[str, list[Any]] = {
    "updated": [Context.updated_at.desc()],
    "created": [Context.created_at.desc()],
    "title": [func.lower(Context.title)],
    "used": [Context.usage_count.desc(), Context.updated_at.desc()],
    "last_used": [Context.last_used_at.desc().nulls_last(), Context.updated_at.desc()],
}


def list_contexts(actor: Actor, query: ContextQuery) -> list[dict[str, Any]]:
    """The actor's own contexts that fit, in the order asked for."""
    statement = select(Context).where(Context.owner_id == actor.user_id, Context.deleted_at.is_(None))
    if query.category is not None:
        statement = statement.where(Context.category == query.category)
    if query.favorite is not None:
        statement = statement.where(Context.is_favorite.is_(query.favorite))
    contexts = db.session.scalars(statement.order_by(*ORDERS[query.sort], Context.id))
    return [context_row(context) for context in contexts if _fits(context, query)]


def _fits(context: Context, query: ContextQuery) -> bool:
    """By text and tag. Here and not in the database, which keeps tags as JSON and folds no case beyond ASCII."""
    tags = [tag.casefold() for tag in context.tags]
    asked = query.q.strip().casefold()
    said = (context.title.casefold(), context.content.casefold(), *tags)
    return (query.tag is None or query.tag.casefold() in tags) and any(asked in text for text in said)


def attached_contexts(actor: Actor, conversation_id: str, query: AttachedQuery) -> list[dict[str, Any]]:
    """The contexts of a conversation, in the order of attaching, and those of a page of its messages."""
    conversation = access_conversation(actor, conversation_id)
    ids = dict.fromkeys(conversation.context_ids)
    if query.from_ is not None:
        last = query.from_ + PAGE - 1 if query.to is None else min(query.to, query.from_ + PAGE - 1)
        ids |= dict.fromkeys(_named_between(conversation_id, query.from_, last))
    found = {context.id: context for context in _shown(db.session(), conversation_id, list(ids))}
    return [seen_by(found[id_], actor.user_id) for id_ in ids if id_ in found]


def _named_between(conversation_id: str, first: int, last: int) -> Sequence[str]:
    return db.session.scalars(
        select(MessageContext.context_id)
        .join(Message, Message.id == MessageContext.message_id)
        .where(Message.conversation_id == conversation_id, Message.ordinal.between(first, last))
        .order_by(Message.ordinal, MessageContext.place)
    ).all()


def _shown(session: Session, conversation_id: str, ids: Sequence[str]) -> Sequence[Context]:
    """Those of `ids` that the conversation's members see."""
    if not ids:
        return []
    owner_is_in = exists().where(
        Membership.conversation_id == conversation_id,
        Membership.user_id == Context.owner_id,
        Membership.left_at.is_(None),
    )
    return session.scalars(
        select(Context)
        .where(Context.id.in_(ids), Context.deleted_at.is_(None), owner_is_in, shown_in(conversation_id))
        .execution_options(populate_existing=True)
    ).all()


@entity("c", "context")
def load_shared(session: Session, conversation_id: str, ids: Sequence[str]) -> Rows:
    return {context.id: shared_row(context) for context in _shown(session, conversation_id, ids)}


@entity("u", "context")
def load_own(session: Session, user_id: str, ids: Sequence[str]) -> Rows:
    contexts = session.scalars(
        select(Context)
        .where(Context.id.in_(ids), Context.owner_id == user_id)
        .execution_options(populate_existing=True)
    )
    return {context.id: context_row(context) for context in contexts}


def own_rows(session: Session, user_id: str) -> list[dict[str, Any]]:
    """All that somebody keeps, tombstones too."""
    contexts = session.scalars(select(Context).where(Context.owner_id == user_id).order_by(Context.id))
    return [context_row(context) for context in contexts]


def conversations_showing(session: Session, context: Context) -> Sequence[str]:
    """Where others see this context, or would if it were not deleted."""
    on_it = select(ConversationContext.conversation_id).where(ConversationContext.context_id == context.id)
    on_message = (
        select(Message.conversation_id)
        .join(MessageContext, MessageContext.message_id == Message.id)
        .where(MessageContext.context_id == context.id, Message.deleted_at.is_(None))
    )
    own = select(Membership.conversation_id).where(Membership.user_id == context.owner_id, Membership.left_at.is_(None))
    both = union(on_it, on_message).subquery()
    return session.scalars(select(both.c[0]).where(both.c[0].in_(own)).order_by(both.c[0])).all()


def contexts_of(session: Session, conversation_id: str, owner_id: str) -> Sequence[str]:
    """Somebody's contexts that are attached to the conversation or to messages in it, whoever sees them now."""
    return session.scalars(
        select(Context.id)
        .where(Context.owner_id == owner_id, Context.deleted_at.is_(None), shown_in(conversation_id))
        .order_by(Context.id)
    ).all()
