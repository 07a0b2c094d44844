"""What the members of a conversation are told of the contexts that they see through it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete

from messaging.contexts.models import ConversationContext
from messaging.contexts.queries import contexts_of, load_shared
from messaging.conversations.actions import tell_conversation
from messaging.conversations.models import Conversation
from messaging.core.actor import Actor
from messaging.core.database import UnitOfWork
from messaging.core.logs import record
from messaging.core.signals import member_left, members_entered


def tell_in(unit: UnitOfWork, actor: Actor, conversation_ids: Iterable[str], context_ids: Sequence[str]) -> None:
    """Write how these contexts are seen there now; one that is not seen any more is deleted for the members."""
    for conversation_id in conversation_ids:
        rows = load_shared(unit.session, conversation_id, context_ids)
        for id_ in context_ids:
            row = rows.get(id_)
            record(unit, actor, f"c:{conversation_id}", "context", id_, row, "upsert" if row else "delete")


def lock(unit: UnitOfWork, conversation_id: str) -> Conversation:
    """The conversation, held: its list of contexts is read and written, also by another process."""
    return unit.session.get_one(Conversation, conversation_id, populate_existing=True, with_for_update=True)


def without(unit: UnitOfWork, actor: Actor, conversation_id: str, context_ids: Sequence[str]) -> Conversation:
    """Take contexts out of a conversation's row, and tell it."""
    conversation = lock(unit, conversation_id)
    conversation.context_ids = [id_ for id_ in conversation.context_ids if id_ not in context_ids]
    tell_conversation(unit, actor, conversation)
    return conversation


@member_left.connect
def take_along(unit: UnitOfWork, actor: Actor, conversation_id: str, user_id: str) -> None:
    """Whoever goes takes their contexts along: they would go on changing what others read there."""
    theirs = contexts_of(unit.session, conversation_id, user_id)
    if not theirs:
        return
    gone = (
        delete(ConversationContext)
        .where(ConversationContext.conversation_id == conversation_id, ConversationContext.context_id.in_(theirs))
        .returning(ConversationContext.context_id)
    )
    attached = unit.session.scalars(gone).all()
    if attached:
        without(unit, actor, conversation_id, attached)
    tell_in(unit, actor, [conversation_id], theirs)


@members_entered.connect
def bring_back(unit: UnitOfWork, actor: Actor, conversation_id: str, user_ids: Sequence[str]) -> None:
    """Whoever comes back shows again what they had attached to messages."""
    for user_id in user_ids:
        theirs = contexts_of(unit.session, conversation_id, user_id)
        tell_in(unit, actor, [conversation_id], theirs)
