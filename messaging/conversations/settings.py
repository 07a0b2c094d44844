"""What a person sets for a conversation, for themselves alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from messaging.conversations.access import access_membership
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.schemas import settings_row
from messaging.core.actor import Actor
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.logs import allocate, append
from messaging.core.lww import merge


def set_settings(
    actor: Actor, conversation_id: str, fields: dict[str, Any], at: datetime | None = None
) -> dict[str, Any]:
    """Archive, mute, choose notifications. `at`: when the person changed it."""
    with unit_of_work() as unit:
        _, own = access_membership(actor, conversation_id)
        if merge(own, fields, at):
            _tell(unit, actor, own)
        return settings_row(own)


def hide(unit: UnitOfWork, actor: Actor, conversation: Conversation, own: Membership) -> None:
    """Hide a conversation from the person's lists until its next message."""
    own.hidden_ordinal = conversation.last_ordinal
    _tell(unit, actor, own)


def reset(unit: UnitOfWork, actor: Actor, member: Membership) -> None:
    """Begin anew, for somebody who joins. Devices are told where something was set before they left."""
    member.archived, member.muted_until, member.notify, member.hidden_ordinal = False, None, "all", None
    member.stamps = {}
    if member.settings_version:
        _tell(unit, actor, member)


def _tell(unit: UnitOfWork, actor: Actor, member: Membership) -> None:
    place = allocate(unit, f"u:{member.user_id}")
    member.settings_version = place.seq
    unit.session.flush()
    append(unit, actor, place, "settings", member.conversation_id, settings_row(member))
