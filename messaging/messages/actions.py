"""Editing and deleting messages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from messaging.accounts.models import User
from messaging.conversations.access import RANK, demand_open, demand_voice
from messaging.conversations.models import Conversation, Membership
from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, NotFound, ValidationFailed, VersionConflict
from messaging.core.logs import SyncEvent, allocate, append
from messaging.core.signals import message_changed, message_removed
from messaging.messages.access import access_message
from messaging.messages.attachables import detach, whole_row
from messaging.messages.models import Message, MessageEdit, Reaction
from messaging.messages.reactions import tell_reaction
from messaging.messages.schemas import preview_of


def edit_message(actor: Actor, message_id: str, content: str, base_version: int | None = None) -> dict[str, Any]:
    """Change what one's message says; what it said before is kept.

    With a `base_version` that is not the newest it raises VersionConflict, whose details carry the server's row.
    An edit made without knowing that its author deleted the message elsewhere wins over the deletion.
    """
    with unit_of_work() as unit:
        message, conversation, own = access_message(actor, message_id)
        if message.sender_id != actor.user_id or message.role == "system":
            raise Forbidden("Only who wrote a message can edit it.")
        demand_voice(own)
        demand_open(conversation, own)
        if message.encrypted_content is not None:
            raise ValidationFailed.of("content", "an encrypted message cannot be edited in the clear")
        if not content.strip() and not message.attached:
            raise ValidationFailed.of("content", "a message needs some; delete it instead")
        if message.deleted_at is not None:
            _revive(unit, actor, message, base_version)
        elif base_version is not None and base_version != message.version:
            raise VersionConflict(row=whole_row(unit.session, message))
        elif message.content == content:
            return whole_row(unit.session, message)
        else:
            unit.session.add(
                MessageEdit(message_id=message.id, content=message.content, editor_id=actor.user_id, edited_at=now())
            )
        message.content, message.edited_at = content, now()
        return _tell(unit, actor, message)


def _revive(unit: UnitOfWork, actor: Actor, message: Message, base_version: int | None) -> None:
    """Bring back what its author deleted; what a moderator deleted stays deleted."""
    unaware = base_version is not None and base_version < message.version
    if not unaware or deleted_by(unit, message) != actor.user_id:
        raise NotFound("The message was deleted.")
    message.deleted_at, message.meta = None, None
    _count(unit, message, +1)
    _tell_reactions(unit, actor, message)


def _take_reactions_back(unit: UnitOfWork, message: Message) -> None:
    """A deleted message has none. It goes without saying in the log; the rows stay for `_tell_reactions`."""
    unit.session.execute(
        update(Reaction)
        .where(Reaction.message_id == message.id, Reaction.deleted_at.is_(None))
        .values(deleted_at=message.deleted_at)
    )


def _tell_reactions(unit: UnitOfWork, actor: Actor, message: Message) -> None:
    """Say what the deletion took: a device that was away sees only a message that was edited."""
    for reaction in unit.session.scalars(select(Reaction).where(Reaction.message_id == message.id)).all():
        tell_reaction(unit, actor, reaction)


def deleted_by(unit: UnitOfWork, message: Message) -> str | None:
    """Who deleted it: the actor of the newest entry of a tombstone."""
    entry = unit.session.get(SyncEvent, (f"c:{message.conversation_id}", message.version))
    return entry.actor_id if entry else None


def delete_message(actor: Actor, message_id: str, base_version: int | None = None, reason: str = "") -> dict[str, Any]:
    """Delete one's own message, or as a moderator anyone's; a tombstone stays, which says so. Twice is once.

    `reason`: what its author is told, where somebody else removes it.

    An edit newer than `base_version` wins over the deletion: VersionConflict, whose details carry the row.
    """
    with unit_of_work() as unit:
        message, conversation, own = access_message(actor, message_id)
        demand_right_to_delete(actor, message, conversation, own)
        if message.deleted_at is not None:
            return whole_row(unit.session, message)
        if base_version is not None and base_version != message.version:
            raise VersionConflict(row=whole_row(unit.session, message))
        return remove(unit, actor, message, conversation, reason)


def remove(
    unit: UnitOfWork, actor: Actor, message: Message, conversation: Conversation, reason: str = ""
) -> dict[str, Any]:
    """Take a message's content away; returns its tombstone. Whoever calls it has seen to it that the actor may."""
    removed, said = message.sender_id != actor.user_id, message.content
    message.deleted_at = now()
    message.content, message.thinking, message.encrypted_content = "", None, None
    message.meta = {"removed_by": "moderator"} if removed else None
    unit.session.execute(delete(MessageEdit).where(MessageEdit.message_id == message.id))
    _take_reactions_back(unit, message)
    detach(unit, actor, message)
    _count(unit, message, -1)
    row = _tell(unit, actor, message)
    if removed:
        author = unit.session.get_one(User, message.sender_id)
        about = {"username": author.username, "title": conversation.title, "conversation_id": conversation.id}
        audit.record(unit, actor, "message.removed", "user", author.id, {**about, "reason": reason})
        message_removed.send(unit, actor=actor, message=message, conversation=conversation, content=said, reason=reason)
    return row


def demand_right_to_delete(actor: Actor, message: Message, conversation: Conversation, own: Membership) -> None:
    """Raise Forbidden for anyone but who wrote the message and, in groups, moderators."""
    moderates = conversation.kind == "group" and RANK[own.role] >= RANK["moderator"]
    if message.sender_id != actor.user_id and not moderates:
        raise Forbidden("Only who wrote a message, or a moderator, can delete it.")
    if message.role == "system":
        raise Forbidden("What happened to the group can't be deleted.")


def _count(unit: UnitOfWork, message: Message, by: int) -> None:
    unit.session.execute(
        update(Conversation)
        .where(Conversation.id == message.conversation_id)
        .values(message_count=Conversation.message_count + by)
        .execution_options(synchronize_session=False)
    )


def _tell(unit: UnitOfWork, actor: Actor, message: Message) -> dict[str, Any]:
    """Write the message's new state into its log, and into the conversation's row when it is the newest."""
    place = allocate(unit, f"c:{message.conversation_id}")
    message.version = place.seq
    unit.session.flush()
    unit.session.execute(
        update(Conversation)
        .where(Conversation.id == message.conversation_id, Conversation.last_message_id == message.id)
        .values(last_message_preview=preview_of(message.content))
        .execution_options(synchronize_session=False)
    )
    row = whole_row(unit.session, message)
    append(unit, actor, place, "message", message.id, row)
    message_changed.send(unit, actor=actor, message=message)
    return row
