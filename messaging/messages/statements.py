"""The prepared statements of sending: five a message, each by primary key."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, exists, insert, select, update

from messaging.conversations.models import Conversation, Membership
from messaging.core.prepared import Prepared
from messaging.messages.models import Message

may_send = Prepared(
    select(
        Conversation.posting,
        Conversation.encrypted,
        Membership.role,
        exists().where(Message.id == bindparam("message")),
    )
    .join(Membership, Membership.conversation_id == Conversation.id)
    .where(
        Conversation.id == bindparam("conversation"),
        Membership.user_id == bindparam("user"),
        Membership.left_at.is_(None),
    )
)
"""The sender's rights, and whether the message is stored already."""

take_numbers = Prepared(
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
"""The message's number, ordinal and receipt number, in one update of the conversation's row."""

insert_message = Prepared(
    insert(Message).values({column.name: bindparam(column.name) for column in Message.__table__.columns})
)

read_own = Prepared(
    update(Membership)
    .where(and_(Membership.conversation_id == bindparam("conversation"), Membership.user_id == bindparam("user")))
    .values(delivered_ordinal=bindparam("ordinal"), read_ordinal=bindparam("ordinal"), receipt_seq=bindparam("receipt"))
)
"""Who sends has read what stands above."""
