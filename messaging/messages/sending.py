"""Sending: the hot path. One transaction of four prepared statements (docs/engine.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from messaging.conversations.access import access_conversation, access_membership, demand_right_to_post
from messaging.conversations.actions import make_direct
from messaging.conversations.membership import tell_gained
from messaging.conversations.models import Conversation
from messaging.conversations.receipts import receipt_change
from messaging.conversations.retention import kept_since
from messaging.core.actor import Actor
from messaging.core.changes import Place
from messaging.core.clock import iso, iso_or_none, now, whole_milliseconds
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, IdConflict, NotFound, QuChatError, ReadOnly, ValidationFailed
from messaging.core.group_commit import group_commit
from messaging.core.ids import new_id
from messaging.core.logs import append
from messaging.core.meta import installation
from messaging.core.prepared import Prepared
from messaging.core.signals import conversation_noted, message_not_kept
from messaging.core.standing import standing
from messaging.messages import attachables, statements
from messaging.messages.actions import edit_message
from messaging.messages.attachables import whole_row
from messaging.messages.draft import Draft
from messaging.messages.models import Message
from messaging.messages.schemas import GivenBack, MessageBody, NewMessage, preview_of


class Sent(NamedTuple):
    """A stored message, and whether this call stored it."""

    row: dict[str, Any]
    created: bool


class Numbers(NamedTuple):
    """What a message takes from its conversation's row."""

    seq: int
    ordinal: int
    receipt_seq: int
    message_count: int


def send_message(actor: Actor, form: NewMessage, *, withdrawn: bool = False) -> Sent:
    """Store a message and deliver it. The same message sent again gives what is stored; another body IdConflict.

    While nothing can be written it is told to those who are online (realtime/unsaved.py), and refused all the same.
    `withdrawn`: its deletion follows, so who was told of it before is told that it is gone.
    """
    _check_form(actor, form)
    try:
        return _store_new(actor, form)
    except (ReadOnly, DBAPIError):
        _tell_unstored(actor, form, withdrawn)
        raise


def tell_unstored(actor: Actor, form: NewMessage, *, withdrawn: bool = False) -> None:
    """While nothing can be written: tell those who are online of a message that waits behind another one."""
    _check_form(actor, form)
    _tell_unstored(actor, form, withdrawn)


def _tell_unstored(actor: Actor, form: NewMessage, withdrawn: bool) -> None:
    if standing.trouble:
        message_not_kept.send(actor, form=form, withdrawn=withdrawn)


def _store_new(actor: Actor, form: NewMessage) -> Sent:
    if form.conversation_id:
        draft = Draft(actor, form.id, form.conversation_id, form)
        return group_commit.run(lambda unit: _send(unit, draft))
    with unit_of_work() as unit:
        conversation_id, entered = make_direct(unit, actor, str(form.recipient_id))
        sent = _send(unit, Draft(actor, form.id, conversation_id, form))
        tell_gained(unit, actor, conversation_id, entered)
        return sent


def give_back_message(actor: Actor, form: GivenBack, *, withdrawn: bool = False) -> Sent:
    """Store a message that this server once had and lost in a restore, under the time at which it was written.

    Only a time that the restored database knows nothing of counts; with any other it is a new message like all.
    `withdrawn` as in `send_message`.
    """
    if not form.conversation_id or not form.created_at or not installation.was_lost(form.created_at):
        return send_message(actor, form, withdrawn=withdrawn)
    _check_form(actor, form)
    since = kept_since(access_conversation(actor, form.conversation_id))
    if since is not None and form.created_at < since:
        raise Forbidden("This is older than what is kept here.")
    edited_at = form.edited_at if form.edited_at and installation.was_lost(form.edited_at) else None
    draft = Draft(
        actor,
        form.id,
        form.conversation_id,
        form,
        at=whole_milliseconds(form.created_at),
        edited_at=edited_at and whole_milliseconds(edited_at),
        given_back=True,
    )
    sent = group_commit.run(lambda unit: _send(unit, draft))
    if sent.created or not draft.edited_at or iso(draft.edited_at) <= (sent.row["edited_at"] or sent.row["created_at"]):
        return sent
    # Another device was quicker, which had not heard of the last edit.
    return Sent(edit_message(actor, draft.id, form.content, sent.row["version"]), False)


def take_over_message(actor: Actor, form: NewMessage, at: datetime, edited_at: datetime | None = None) -> Sent:
    """Store a message that was written elsewhere, under the time at which it was. For importers, who may give it any
    role; all else is asked of it as of any message."""
    draft = Draft(
        actor,
        form.id,
        str(form.conversation_id),
        form,
        at=whole_milliseconds(at),
        edited_at=edited_at and whole_milliseconds(edited_at),
    )
    return group_commit.run(lambda unit: _send(unit, draft))


def _check_form(actor: Actor, form: MessageBody) -> None:
    if not actor.is_bot and (form.role != "user" or form.thinking is not None):
        raise Forbidden("Only bots send with another role or with thinking.")


def _send(unit: UnitOfWork, draft: Draft) -> Sent:
    """Inside a transaction shared with others: refuse before writing (core/group_commit.py)."""
    if draft.body.reply_to:
        _check_reply(unit, draft, draft.body.reply_to)
    if draft.attaches:
        _check_attached(unit, draft)
    numbers = _take_numbers(unit, statements.take_numbers_if_allowed, draft)
    if numbers is None:
        return Sent(_stored_before(unit, draft), False)
    return Sent(_store(unit, draft, numbers), True)


def _check_reply(unit: UnitOfWork, draft: Draft, reply_to: str) -> None:
    home = unit.session.scalar(select(Message.conversation_id).where(Message.id == reply_to))
    if home is None and (draft.given_back or _has_forgotten(unit, draft.conversation_id)):
        return  # what it answers was lost, and comes back from whoever wrote it; or became too old meanwhile
    if home != draft.conversation_id:
        _rights(unit, draft)  # an outsider learns nothing of what is in there
        raise ValidationFailed.of("reply_to", "names no message of this conversation")


def _has_forgotten(unit: UnitOfWork, conversation_id: str) -> bool:
    first = unit.session.scalar(select(Conversation.first_ordinal).where(Conversation.id == conversation_id))
    return first is not None and first > 1


def _check_attached(unit: UnitOfWork, draft: Draft) -> None:
    """Refuse what can't be attached; but a message that is stored already asks for nothing new."""
    try:
        attachables.check(unit, draft)
    except QuChatError:
        *_, stored = _rights(unit, draft)
        if not stored:
            raise


def _rights(unit: UnitOfWork, draft: Draft) -> tuple[Any, ...]:
    """`(encrypted, stored)`; raises NotFound for somebody who is not a member."""
    values = {"message": draft.id, "conversation": draft.conversation_id, "user": draft.actor.user_id}
    rights = statements.may_send.first(unit, values)
    if rights is None:
        raise NotFound()
    return rights


def _stored_before(unit: UnitOfWork, draft: Draft) -> dict[str, Any]:
    """The row of a message that is stored already; raises whatever else kept it from being stored now."""
    encrypted, stored = _rights(unit, draft)
    if stored:
        message = unit.session.get_one(Message, draft.id)
        if message.body_hash != draft.body_hash() and not _given_back_before(draft, message):
            raise IdConflict()
        return whole_row(unit.session, message)
    demand_right_to_post(*access_membership(draft.actor, draft.conversation_id))
    raise ValidationFailed.of("encrypted_content", "is missing" if encrypted else "needs an encrypted conversation")


def _given_back_before(draft: Draft, message: Message) -> bool:
    """Two devices of a person may give back the same message as each of them last saw it."""
    return draft.given_back and (message.sender_id, message.conversation_id) == (
        draft.actor.user_id,
        draft.conversation_id,
    )


def _take_numbers(unit: UnitOfWork, statement: Prepared, draft: Draft) -> Numbers | None:
    values = {
        "conversation": draft.conversation_id,
        "message": draft.id,
        "sender": draft.actor.user_id,
        "preview": preview_of(draft.body.content),
        "at": draft.at,
        "encrypted": draft.body.encrypted_content is not None,
        "now": now() if draft.given_back else draft.at,
    }
    row = statement.first(unit, values)
    return None if row is None else Numbers(*row)


def _store(unit: UnitOfWork, draft: Draft, numbers: Numbers) -> dict[str, Any]:
    columns = {
        "id": draft.id,
        "conversation_id": draft.conversation_id,
        "ordinal": numbers.ordinal,
        "sender_id": draft.actor.user_id,
        "role": draft.body.role,
        "content": draft.body.content,
        "thinking": draft.body.thinking,
        "meta": draft.body.meta,
        "reply_to": draft.body.reply_to,
        "encrypted_content": draft.body.encrypted_content,
        "created_at": draft.at,
        "edited_at": draft.edited_at,
        "deleted_at": None,
        "version": numbers.seq,
    }
    statements.insert_message.run(unit, {**columns, "body_hash": draft.body_hash(), "attached": draft.attaches})
    # The outbound row of what was just stored, without reading it back.
    times = {"created_at": iso(draft.at), "edited_at": iso_or_none(draft.edited_at)}
    row = {**columns, **times, "attachments": [], "context_ids": []}
    if draft.attaches:
        row |= attachables.attach(unit, draft)
    head = {"last_ordinal": numbers.ordinal, "message_count": numbers.message_count}
    append(unit, draft.actor, Place(f"c:{draft.conversation_id}", numbers.seq, head), "message", draft.id, row)
    _read_by_sender(unit, draft, numbers)
    return row


def _read_by_sender(unit: UnitOfWork, draft: Draft, numbers: Numbers) -> None:
    conversation_id, user_id = draft.conversation_id, draft.actor.user_id
    ordinal, seq = numbers.ordinal, numbers.receipt_seq
    values = {"conversation": conversation_id, "user": user_id, "ordinal": ordinal, "receipt": seq}
    statements.read_own.run(unit, values)
    receipt = {
        "conversation_id": conversation_id,
        "user_id": user_id,
        "delivered_ordinal": ordinal,
        "read_ordinal": ordinal,
        "receipt_seq": seq,
        "version": seq,
    }
    unit.changes.append(receipt_change(draft.actor, Place(f"r:{conversation_id}", seq), receipt))


@conversation_noted.connect
def write_system_message(
    unit: UnitOfWork, actor: Actor, conversation_id: str, content: str, meta: dict[str, Any]
) -> None:
    """What happened to a conversation, as a message in it; clients word it from `meta`."""
    unit.session.flush()
    draft = Draft(actor, new_id(), conversation_id, MessageBody(content=content, meta=meta, role="system"))
    numbers = _take_numbers(unit, statements.take_numbers, draft)
    if numbers is None:
        raise NotFound()
    _store(unit, draft, numbers)
