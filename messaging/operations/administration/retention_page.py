"""How long a group's messages are kept, as administrators decide it on the group's page."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from messaging.conversations.actions import change
from messaging.conversations.models import Conversation
from messaging.conversations.schemas import ConversationChange
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.errors import NotFound
from messaging.core.operations import parse
from messaging.operations.access import check_confirmed
from messaging.operations.administration.frame import done, form
from messaging.operations.administration.rooms_page import ROOMS


@form(ROOMS, "/conversations/<conversation_id>/retention")
def set_retention(actor: Actor, conversation_id: str) -> Response:
    wanted = request.form.get("days", "").strip()
    keep(actor, conversation_id, parse(ConversationChange, {"retention_days": wanted or None}).retention_days)
    return done("Messages are kept as you said from now on.", f"/admin/conversations/{conversation_id}")


def keep(actor: Actor, conversation_id: str, days: int | None) -> None:
    """Decide for a group that one need not be in. None: as the installation does; 0: for good."""
    check_confirmed(actor)
    with unit_of_work() as unit:
        conversation = unit.session.get(Conversation, conversation_id)
        if conversation is None or conversation.kind != "group":
            raise NotFound()
        change(unit, actor, conversation, {"retention_days": days})
