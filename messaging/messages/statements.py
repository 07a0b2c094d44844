"""The prepared statements of sending: four a message, each by primary key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, insert, or_, select, update

from messaging.conversations.models import Conversation, Membership
from messaging.core.prepared import Prepared
from messaging.messages.models import Message

may_send = Prepared(
    select(Conversation.encrypted, exists().where(Message.id == bindparam("message")))
    .join(Membership, Membership.conversation_id == Conversation.id)
    .where(
        Conversation.id == bindparam("conversation"),
        Membership.user_id == bindparam("user"),
        Membership.left_at.is_(None),
    )
)
"""Why a message may not be stored: the sender's rights, and whether it is stored already."""

_numbers = (
    update(Conversation)
    .where(Conversation.id == bindparam("conversation"))
    .values(
        last_seq=Conversation.last_seq + 1,
        last_ordinal=Conversation.last_ordinal + 1,
        last_receipt_seq=Conversation.last_receipt_seq + 1,
        message_count=Conversation.message_count + 1,
        last_message_id=bindparam("message"),
        last_message_sender_id=bindparam("sender"),
        last_message_preview=bindparam("preview"),
        last_message_at=bindparam("at"),
    )
    .returning(
        Conversation.last_seq, Conversation.last_ordinal, Conversation.last_receipt_seq, Conversation.message_count
    )
)

take_numbers = Prepared(_numbers)
"""The message's number, ordinal and receipt number, in one update of the conversation's row."""


def _is_over(until: Any) -> ColumnElement[bool]:
    return or_(until.is_(None), until <= bindparam("now"))


take_numbers_if_allowed = Prepared(
    _numbers.where(
        Conversation.encrypted == bindparam("encrypted"),
        exists().where(
            Membership.conversation_id == Conversation.id,
            Membership.user_id == bindparam("sender"),
            Membership.left_at.is_(None),
            _is_over(Membership.silenced_until),
            or_(
                Membership.role != "member",
                and_(Conversation.posting == "everyone", _is_over(Conversation.silenced_until)),
            ),
        ),
        ~exists().where(Message.id == bindparam("message")),
    )
)
"""The same, provided that the sender may post and the message is not stored yet: the usual case in one statement."""

insert_message = Prepared(
    insert(Message).values({column.name: bindparam(column.name) for column in Message.__table__.columns})
)

read_own = Prepared(
    update(Membership)
    .where(and_(Membership.conversation_id == bindparam("conversation"), Membership.user_id == bindparam("user")))
    .values(delivered_ordinal=bindparam("ordinal"), read_ordinal=bindparam("ordinal"), receipt_seq=bindparam("receipt"))
)
"""Who sends has read what stands above."""
