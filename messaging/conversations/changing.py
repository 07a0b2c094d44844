"""One change of a member, whatever it changes: the form that HTTP and the outbox share."""

from __future__ import annotations

from typing import Any

from messaging.conversations.membership import change_role
from messaging.conversations.sanctions import ban_member, lift_ban, silence_member
from messaging.conversations.schemas import MemberChange
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.errors import ValidationFailed


def change_member(actor: Actor, conversation_id: str, user_id: str, form: MemberChange) -> dict[str, Any]:
    """Carry out all that the form says, or nothing; returns the membership's row."""
    row: dict[str, Any] | None = None
    with unit_of_work():
        if form.role is not None:
            row = change_role(actor, conversation_id, user_id, form.role)
        if "silenced_until" in form.model_fields_set:
            row = silence_member(actor, conversation_id, user_id, form.silenced_until, form.reason)
        if form.banned is not None:
            row = (
                ban_member(actor, conversation_id, user_id, form.reason)
                if form.banned
                else lift_ban(actor, conversation_id, user_id)
            )
    if row is None:
        raise ValidationFailed.of("role", "say what to change: role, silenced_until or banned")
    return row
