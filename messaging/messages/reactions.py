"""Reactions: a set of (message, person, emoji), so that they merge without conflict."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from messaging.conversations.access import demand_voice
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import IdConflict, NotFound, ValidationFailed
from messaging.core.ids import new_id
from messaging.core.logs import allocate, append
from messaging.messages.access import access_message
from messaging.messages.models import Message, Reaction
from messaging.messages.schemas import NewReaction, reaction_row

MAX_KINDS = 50
"""Different emoji on one message."""


def add_reaction(actor: Actor, form: NewReaction) -> tuple[dict[str, Any], bool]:
    """React to a message; returns the reaction and whether it was not set before."""
    with unit_of_work() as unit:
        message, _, own = access_message(actor, form.message_id)
        demand_voice(own)
        if message.deleted_at is not None:
            raise NotFound("The message was deleted.")
        reaction = _held(unit, actor, form.message_id, form.emoji)
        if reaction and reaction.deleted_at is None:
            return reaction_row(reaction), False
        if reaction is None:
            reaction = _fresh(unit, actor, message, form)
        reaction.deleted_at = None
        return tell_reaction(unit, actor, reaction), True


def remove_reaction(actor: Actor, message_id: str, emoji: str) -> dict[str, Any]:
    """Take a reaction back; raises NotFound where there never was one."""
    with unit_of_work() as unit:
        access_message(actor, message_id)
        reaction = _held(unit, actor, message_id, emoji)
        if reaction is None:
            raise NotFound()
        if reaction.deleted_at is None:
            reaction.deleted_at = now()
            return tell_reaction(unit, actor, reaction)
        return reaction_row(reaction)


def _held(unit: UnitOfWork, actor: Actor, message_id: str, emoji: str) -> Reaction | None:
    return unit.session.scalar(
        select(Reaction).where(
            Reaction.message_id == message_id, Reaction.user_id == actor.user_id, Reaction.emoji == emoji
        )
    )


def _fresh(unit: UnitOfWork, actor: Actor, message: Message, form: NewReaction) -> Reaction:
    if form.id and unit.session.get(Reaction, form.id):
        raise IdConflict()
    kinds = select(func.count(Reaction.emoji.distinct())).where(
        Reaction.message_id == message.id, Reaction.deleted_at.is_(None), Reaction.emoji != form.emoji
    )
    if (unit.session.scalar(kinds) or 0) >= MAX_KINDS:
        raise ValidationFailed.of("emoji", f"a message has at most {MAX_KINDS} different reactions")
    reaction = Reaction(
        id=form.id or new_id(),
        message_id=message.id,
        conversation_id=message.conversation_id,
        user_id=actor.user_id,
        emoji=form.emoji,
        version=0,
    )
    unit.session.add(reaction)
    return reaction


def tell_reaction(unit: UnitOfWork, actor: Actor, reaction: Reaction) -> dict[str, Any]:
    """Write the reaction's state into the log; returns its row."""
    place = allocate(unit, f"c:{reaction.conversation_id}")
    reaction.version = place.seq
    unit.session.flush()
    row = reaction_row(reaction)
    append(unit, actor, place, "reaction", reaction.id, row)
    return row
