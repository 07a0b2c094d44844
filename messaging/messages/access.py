"""Load a message as a present member of its conversation, or NotFound."""

from __future__ import annotations

from messaging.conversations.access import access_membership
from messaging.conversations.models import Conversation, Membership
from messaging.core.actor import Actor
from messaging.core.errors import NotFound
from messaging.core.extensions import db
from messaging.messages.models import Message


def access_message(actor: Actor, message_id: str) -> tuple[Message, Conversation, Membership]:
    """The message, its conversation and the actor's membership there."""
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None:
        raise NotFound()
    conversation, own = access_membership(actor, message.conversation_id)
    return message, conversation, own
