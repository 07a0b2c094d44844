"""After a restore, devices offer back what the restored database lacks."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from messaging.contacts.models import Contact
from messaging.conversations.models import Conversation, Membership
from messaging.core.actor import Actor
from messaging.core.errors import ValidationFailed
from messaging.core.extensions import db
from messaging.messages.models import Message, Reaction
from messaging.sync.schemas import Reoffer


def missing_rows(actor: Actor, offer: Reoffer) -> list[str]:
    """The offered ids that the server does not have for the actor, in the order of the offer.

    What is there for others only counts as missing: whether an id exists is nobody else's business.
    """
    taken_back = _taken_back(actor)
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for row in offer.rows:
        if row.entity not in taken_back:
            raise ValidationFailed.of("entity", f"{row.entity} is not taken back")
        ids[row.entity].append(row.id)
    held: set[str] = set()
    for entity, wanted in ids.items():
        table, visible = taken_back[entity]
        held.update(db.session.scalars(select(table.id).where(table.id.in_(wanted), visible)))
    return [row.id for row in offer.rows if row.id not in held]


def _taken_back(actor: Actor) -> dict[str, tuple[Any, Any]]:
    """For each entity that may be offered its table, and which of its rows the actor may see."""
    own = select(Membership.conversation_id).where(Membership.user_id == actor.user_id, Membership.left_at.is_(None))
    return {
        "conversation": (Conversation, Conversation.id.in_(own)),
        "message": (Message, Message.conversation_id.in_(own)),
        "reaction": (Reaction, Reaction.conversation_id.in_(own)),
        "contact": (Contact, Contact.user_id == actor.user_id),
    }
