"""Sending: the hot path. One transaction of five prepared statements (docs/engine.md)."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select

from messaging.conversations.actions import open_direct
from messaging.conversations.receipts import receipt_change
from messaging.core.actor import Actor
from messaging.core.clock import iso, now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, IdConflict, NotFound, ValidationFailed
from messaging.core.group_commit import group_commit
from messaging.core.ids import new_id
from messaging.core.logs import Place, append
from messaging.core.signals import conversation_noted
from messaging.messages import statements
from messaging.messages.models import Message
from messaging.messages.schemas import MessageBody, NewMessage, message_row, preview_of


class Sent(NamedTuple):
    """A stored message, and whether this call stored it."""

    row: dict[str, Any]
    created: bool


class Rights(NamedTuple):
    """What the sender may do, and whether the message is stored already."""

    posting: str
    encrypted: bool
    role: str
    stored: bool


class Numbers(NamedTuple):
    """What a message takes from its conversation's row."""

    seq: int
    ordinal: int
    receipt_seq: int
    message_count: int


def send_message(actor: Actor, form: NewMessage) -> Sent:
    """Store a message and deliver it. The same message sent again gives what is stored; another body IdConflict."""
    _check(actor, form)
    conversation_id = form.conversation_id
    if conversation_id:
        return group_commit.run(lambda unit: _send(unit, actor, form, conversation_id))
    with unit_of_work() as unit:
        return _send(unit, actor, form, open_direct(unit, actor, str(form.recipient_id))[0])


def _send(unit: UnitOfWork, actor: Actor, form: NewMessage, conversation_id: str) -> Sent:
    """Inside a transaction shared with others: refuse before writing (core/group_commit.py)."""
    rights = _rights(unit, actor, form.id, conversation_id)
    body_hash = _hash(actor, conversation_id, form)
    if rights.stored:
        return Sent(_repeated(unit, form.id, body_hash), False)
    if rights.posting == "moderators" and rights.role == "member":
        raise Forbidden("Only moderators may post here.")
    if rights.encrypted != (form.encrypted_content is not None):
        raise ValidationFailed.of(
            "encrypted_content", "is missing" if rights.encrypted else "needs an encrypted conversation"
        )
    if form.reply_to:
        _check_reply(unit, conversation_id, form.reply_to)
    return Sent(_store(unit, actor, form.id, conversation_id, form, body_hash), True)


def _check(actor: Actor, form: MessageBody) -> None:
    if not actor.is_bot and (form.role != "user" or form.thinking is not None):
        raise Forbidden("Only bots send with another role or with thinking.")
    if form.file_ids or form.context_ids:
        field = "file_ids" if form.file_ids else "context_ids"
        raise ValidationFailed.of(field, "names something that does not exist")


def _rights(unit: UnitOfWork, actor: Actor, message_id: str, conversation_id: str) -> Rights:
    values = {"message": message_id, "conversation": conversation_id, "user": actor.user_id}
    row = statements.may_send.first(unit, values)
    if row is None:
        raise NotFound()
    posting, encrypted, role, stored = row
    return Rights(posting, bool(encrypted), role, bool(stored))


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
    numbers = _take_numbers(unit, actor, message_id, conversation_id, preview_of(form.content), at)
    columns = {
        "id": message_id,
        "conversation_id": conversation_id,
        "ordinal": numbers.ordinal,
        "sender_id": actor.user_id,
        "role": form.role,
        "content": form.content,
        "thinking": form.thinking,
        "meta": form.meta,
        "reply_to": form.reply_to,
        "encrypted_content": form.encrypted_content,
        "created_at": at,
        "edited_at": None,
        "deleted_at": None,
        "version": numbers.seq,
    }
    statements.insert_message.run(unit, {**columns, "body_hash": body_hash})
    # The outbound row of what was just stored, without reading it back.
    row = {**columns, "created_at": iso(at), "attachments": [], "context_ids": []}
    head = {"last_ordinal": numbers.ordinal, "message_count": numbers.message_count}
    append(unit, actor, Place(f"c:{conversation_id}", numbers.seq, head), "message", message_id, row)
    _read_by_sender(unit, actor, conversation_id, numbers)
    return row


def _take_numbers(
    unit: UnitOfWork, actor: Actor, message_id: str, conversation_id: str, preview: str, at: Any
) -> Numbers:
    values = {
        "conversation": conversation_id,
        "message": message_id,
        "sender": actor.user_id,
        "preview": preview,
        "at": at,
    }
    row = statements.take_numbers.first(unit, values)
    if row is None:
        raise NotFound()
    return Numbers(*row)


def _read_by_sender(unit: UnitOfWork, actor: Actor, conversation_id: str, numbers: Numbers) -> None:
    ordinal, seq = numbers.ordinal, numbers.receipt_seq
    values = {"conversation": conversation_id, "user": actor.user_id, "ordinal": ordinal, "receipt": seq}
    statements.read_own.run(unit, values)
    receipt = {
        "conversation_id": conversation_id,
        "user_id": actor.user_id,
        "delivered_ordinal": ordinal,
        "read_ordinal": ordinal,
        "receipt_seq": seq,
        "version": seq,
    }
    unit.changes.append(receipt_change(actor, Place(f"r:{conversation_id}", seq), receipt))


@conversation_noted.connect
def write_system_message(
    unit: UnitOfWork, actor: Actor, conversation_id: str, content: str, meta: dict[str, Any]
) -> None:
    """What happened to a conversation, as a message in it; clients word it from `meta`."""
    unit.session.flush()
    form = MessageBody(content=content, meta=meta, role="system")
    _store(unit, actor, new_id(), conversation_id, form, _hash(actor, conversation_id, form))
