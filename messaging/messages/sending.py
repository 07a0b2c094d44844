"""Sending: the hot path. One transaction of a handful of prepared statements, Core instead of the ORM.

Measured in docs/engine.md: the ORM would halve what the server can take.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import and_, bindparam, exists, insert, select, update

from messaging.conversations.actions import open_direct
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.receipts import receipt_change
from messaging.core.actor import Actor
from messaging.core.clock import iso, now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, IdConflict, NotFound, ValidationFailed
from messaging.core.ids import new_id
from messaging.core.logs import Place, append
from messaging.core.signals import conversation_noted
from messaging.messages.models import Message
from messaging.messages.schemas import MessageBody, NewMessage, message_row, preview_of

_may_send = (
    select(
        Conversation.posting,
        Conversation.encrypted,
        Membership.role,
        exists().where(Message.id == bindparam("message_id")).label("sent_before"),
    )
    .join(Membership, Membership.conversation_id == Conversation.id)
    .where(
        Conversation.id == bindparam("conversation_id"),
        Membership.user_id == bindparam("user_id"),
        Membership.left_at.is_(None),
    )
)
_advance = (
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
    .execution_options(synchronize_session=False)
)
_read_own = (
    update(Membership)
    .where(and_(Membership.conversation_id == bindparam("conversation"), Membership.user_id == bindparam("user")))
    .values(delivered_ordinal=bindparam("ordinal"), read_ordinal=bindparam("ordinal"), receipt_seq=bindparam("receipt"))
    .execution_options(synchronize_session=False)
)


class Sent(NamedTuple):
    """A stored message, and whether this call stored it."""

    row: dict[str, Any]
    created: bool


def send_message(actor: Actor, form: NewMessage) -> Sent:
    """Store a message and deliver it. The same message sent again gives what is stored; another body IdConflict."""
    _check(actor, form)
    with unit_of_work() as unit:
        conversation_id = form.conversation_id or open_direct(unit, actor, str(form.recipient_id))[0]
        allowed = _allowed(unit, actor, form.id, conversation_id)
        body_hash = _hash(actor, conversation_id, form)
        if allowed.sent_before:
            return Sent(_repeated(unit, form.id, body_hash), False)
        if allowed.posting == "moderators" and allowed.role == "member":
            raise Forbidden("Only moderators may post here.")
        if allowed.encrypted != (form.encrypted_content is not None):
            raise ValidationFailed.of(
                "encrypted_content", "is missing" if allowed.encrypted else "needs an encrypted conversation"
            )
        if form.reply_to:
            _check_reply(unit, conversation_id, form.reply_to)
        return Sent(_store(unit, actor, form.id, conversation_id, form, body_hash), True)


def _check(actor: Actor, form: MessageBody) -> None:
    if not actor.is_bot and (form.role != "user" or form.thinking is not None):
        raise Forbidden("Only bots send with another role or with thinking.")
    for field in ("file_ids", "context_ids"):
        if getattr(form, field):
            raise ValidationFailed.of(field, "names something that does not exist")


def _allowed(unit: UnitOfWork, actor: Actor, message_id: str, conversation_id: str) -> Any:
    values = {"message_id": message_id, "conversation_id": conversation_id, "user_id": actor.user_id}
    row = unit.session.execute(_may_send, values).first()
    if row is None:
        raise NotFound()
    return row


def _check_reply(unit: UnitOfWork, conversation_id: str, reply_to: str) -> None:
    held = select(Message.id).where(Message.id == reply_to, Message.conversation_id == conversation_id)
    if unit.session.scalar(held) is None:
        raise ValidationFailed.of("reply_to", "names no message of this conversation")


def _hash(actor: Actor, conversation_id: str, form: MessageBody) -> str:
    """What «the same body» means for ever, also after edits."""
    said = (form.content, form.reply_to, form.meta, form.role, form.thinking, form.encrypted_content)
    body = [actor.user_id, conversation_id, *said]
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _repeated(unit: UnitOfWork, message_id: str, body_hash: str) -> dict[str, Any]:
    message = unit.session.get_one(Message, message_id)
    if message.body_hash != body_hash:
        raise IdConflict()
    return message_row(message)


def _store(
    unit: UnitOfWork, actor: Actor, message_id: str, conversation_id: str, form: MessageBody, body_hash: str
) -> dict[str, Any]:
    at = now()
    head = _take_numbers(unit, actor, message_id, conversation_id, preview_of(form.content), at)
    columns = {
        "id": message_id,
        "conversation_id": conversation_id,
        "ordinal": head.last_ordinal,
        "sender_id": actor.user_id,
        "role": form.role,
        "content": form.content,
        "thinking": form.thinking,
        "meta": form.meta,
        "reply_to": form.reply_to,
        "encrypted_content": form.encrypted_content,
        "body_hash": body_hash,
        "created_at": at,
        "version": head.last_seq,
    }
    unit.session.execute(insert(Message), columns)
    row = _fresh_row(columns, at)
    place = Place(
        f"c:{conversation_id}",
        head.last_seq,
        {"last_ordinal": head.last_ordinal, "message_count": head.message_count},
    )
    append(unit, actor, place, "message", message_id, row)
    _read_by_sender(unit, actor, conversation_id, head)
    return row


def _take_numbers(
    unit: UnitOfWork, actor: Actor, message_id: str, conversation_id: str, preview: str, at: datetime
) -> Any:
    """The message's number, ordinal and receipt number, in one update of the conversation's row."""
    values = {
        "conversation": conversation_id,
        "message": message_id,
        "sender": actor.user_id,
        "preview": preview,
        "at": at,
    }
    return unit.session.execute(_advance, values).one()


def _fresh_row(columns: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The outbound row of a message just stored, without reading it back."""
    row = {name: value for name, value in columns.items() if name != "body_hash"}
    return row | {
        "created_at": iso(at),
        "attachments": [],
        "context_ids": [],
        "edited_at": None,
        "deleted_at": None,
    }


def _read_by_sender(unit: UnitOfWork, actor: Actor, conversation_id: str, head: Any) -> None:
    """Who sends has read what stands above."""
    values = {
        "conversation": conversation_id,
        "user": actor.user_id,
        "ordinal": head.last_ordinal,
        "receipt": head.last_receipt_seq,
    }
    unit.session.execute(_read_own, values)
    receipt = {
        "conversation_id": conversation_id,
        "user_id": actor.user_id,
        "delivered_ordinal": head.last_ordinal,
        "read_ordinal": head.last_ordinal,
        "receipt_seq": head.last_receipt_seq,
        "version": head.last_receipt_seq,
    }
    place = Place(f"r:{conversation_id}", head.last_receipt_seq)
    unit.changes.append(receipt_change(actor, place, receipt))


@conversation_noted.connect
def write_system_message(
    unit: UnitOfWork, actor: Actor, conversation_id: str, content: str, meta: dict[str, Any]
) -> None:
    """What happened to a conversation, as a message in it; clients word it from `meta`."""
    form = MessageBody(content=content, meta=meta, role="system")
    _store(unit, actor, new_id(), conversation_id, form, _hash(actor, conversation_id, form))
