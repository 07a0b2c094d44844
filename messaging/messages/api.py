"""`/messages` and `/chat`."""

from __future__ import annotations

from typing import Any

from messaging.accounts.access import access_user
from messaging.conversations.receipts import mark
from messaging.conversations.schemas import PointersReply
from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.core.operations import parse
from messaging.messages import actions, queries, reactions
from messaging.messages.schemas import (
    EditsReply,
    HistoryReply,
    MessageChange,
    MessageRemoval,
    MessageReply,
    NewMessage,
    NewReaction,
    Page,
    PageQuery,
    ReactionReply,
)
from messaging.messages.sending import send_message

api = Api("messages")


@api.get("/messages/<conversation_id>", query=PageQuery, reply=Page, limit="reading")
def list_messages(actor: Actor, conversation_id: str, query: PageQuery) -> dict[str, Any]:
    """A page of a conversation, by ordinal."""
    return queries.page(actor, conversation_id, query)


@api.post("/messages", body=NewMessage, reply=MessageReply, created=True, limit="sending")
def post_message(actor: Actor, body: NewMessage) -> tuple[dict[str, Any], bool]:
    """Send a message."""
    sent = send_message(actor, body)
    return {"message": sent.row}, sent.created


@api.patch("/messages/<message_id>", body=MessageChange, reply=MessageReply, limit="changing")
def edit_message(actor: Actor, message_id: str, body: MessageChange) -> dict[str, Any]:
    """Edit one's message."""
    return {"message": actions.edit_message(actor, message_id, body.content, body.base_version)}


@api.delete("/messages/<message_id>", query=MessageRemoval, reply=MessageReply, limit="changing")
def delete_message(actor: Actor, message_id: str, query: MessageRemoval) -> dict[str, Any]:
    """Delete a message; its tombstone stays."""
    return {"message": actions.delete_message(actor, message_id, reason=query.reason)}


@api.get("/messages/<message_id>/history", reply=EditsReply, limit="reading")
def message_history(actor: Actor, message_id: str) -> dict[str, Any]:
    """Earlier versions of an edited message."""
    return {"edits": queries.earlier_contents(actor, message_id)}


@api.put("/messages/<message_id>/reactions/<emoji>", reply=ReactionReply, created=True, limit="changing")
def add_reaction(actor: Actor, message_id: str, emoji: str) -> tuple[dict[str, Any], bool]:
    """React to a message."""
    reaction, created = reactions.add_reaction(actor, parse(NewReaction, {"message_id": message_id, "emoji": emoji}))
    return {"reaction": reaction}, created


@api.delete("/messages/<message_id>/reactions/<emoji>", reply=ReactionReply, limit="changing")
def remove_reaction(actor: Actor, message_id: str, emoji: str) -> dict[str, Any]:
    """Take a reaction back."""
    return {"reaction": reactions.remove_reaction(actor, message_id, emoji)}


@api.get("/chat/history/<recipient_id>", reply=HistoryReply, limit="reading")
def direct_history(actor: Actor, recipient_id: str) -> dict[str, Any]:
    """The direct conversation with a person: its newest 100 messages, oldest first."""
    access_user(actor, recipient_id)
    return queries.direct_history(actor, recipient_id)


@api.post("/chat/mark-read/<sender_id>", reply=PointersReply, limit="changing")
def mark_direct_read(actor: Actor, sender_id: str) -> dict[str, Any]:
    """Mark all of the direct conversation with a person read."""
    access_user(actor, sender_id)
    conversation = queries.direct_history(actor, sender_id, limit=0)["conversation"]
    if conversation is None:
        return {"delivered_ordinal": 0, "read_ordinal": 0}
    receipt = mark(actor, conversation["id"], read=conversation["last_ordinal"])
    return {name: receipt[name] for name in ("delivered_ordinal", "read_ordinal")}
