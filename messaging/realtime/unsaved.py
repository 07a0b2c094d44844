"""Live delivery goes on while nothing can be written: a message that can't be kept is told to those who are online.

It has no place in its log and moves no cursor. Its sender was refused and keeps it in the outbox; each attempt tells it
again, so that who came meanwhile hears it, too. Once it is stored it comes with its log, under the same id. When its
sender takes it back, each attempt tells that instead.
"""

from __future__ import annotations

from typing import Any

from messaging.core import metrics, publisher
from messaging.core.actor import Actor
from messaging.core.clock import iso, now
from messaging.core.ids import direct_conversation_id
from messaging.core.meta import installation
from messaging.core.signals import message_not_kept
from messaging.messages.schemas import NewMessage
from messaging.realtime.connections import connections


@message_not_kept.connect
def tell_those_online(actor: Actor, form: NewMessage, withdrawn: bool) -> None:
    """Tell the conversation, provided that its sender is known to write there: the database can't be asked."""
    conversation_id = form.conversation_id or direct_conversation_id(
        installation.server_id, actor.user_id, str(form.recipient_id)
    )
    if not _may_write(actor, conversation_id):
        return
    if withdrawn:
        gone = {"id": form.id, "conversation_id": conversation_id, "sender_id": actor.user_id}
        publisher.emit("unsaved_withdrawn", gone, f"c:{conversation_id}")
        return
    metrics.unsaved.inc()
    message = {**_row(actor, form), "conversation_id": conversation_id}
    publisher.emit("unsaved_message", {"message": message}, f"c:{conversation_id}")


def _may_write(actor: Actor, conversation_id: str) -> bool:
    return any(
        conversation_id in connection.conversations and conversation_id not in connection.silent
        for connection in connections.of_user(actor.user_id)
    )


def _row(actor: Actor, form: NewMessage) -> dict[str, Any]:
    return {
        "id": form.id,
        "sender_id": actor.user_id,
        "role": form.role,
        "content": form.content,
        "thinking": form.thinking,
        "meta": form.meta,
        "reply_to": form.reply_to,
        "encrypted_content": form.encrypted_content,
        "created_at": iso(now()),
        "attached": len(form.file_ids) + len(form.context_ids),
    }
