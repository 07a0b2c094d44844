"""Which logs a person reads, and how far each has got."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.accounts.models import UserLog
from messaging.conversations.models import Conversation, Membership
from messaging.core.actor import Actor


@dataclass(frozen=True, slots=True)
class ConversationHead:
    """The heads of a conversation's two logs, and how far the reader's devices have got."""

    id: str
    last_seq: int
    last_receipt_seq: int
    last_ordinal: int
    message_count: int
    delivered_ordinal: int


def user_head(session: Session, actor: Actor) -> int:
    return session.execute(select(UserLog.last_seq).where(UserLog.user_id == actor.user_id)).scalar_one()


def conversation_heads(session: Session, actor: Actor) -> list[ConversationHead]:
    """One head a conversation that the actor is in now, the one with the latest activity first."""
    activity = func.coalesce(Conversation.last_message_at, Conversation.created_at)
    statement = (
        select(
            Conversation.id,
            Conversation.last_seq,
            Conversation.last_receipt_seq,
            Conversation.last_ordinal,
            Conversation.message_count,
            Membership.delivered_ordinal,
        )
        .join(Membership, Membership.conversation_id == Conversation.id)
        .where(Membership.user_id == actor.user_id, Membership.left_at.is_(None))
        .order_by(activity.desc(), Conversation.id)
    )
    return [ConversationHead(*row) for row in session.execute(statement)]
