"""Reads of previews: beside pages of messages, in logs and snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.core.entities import Rows, entity
from messaging.link_previews.models import LinkPreview
from messaging.link_previews.schemas import preview_row
from messaging.messages.companions import companion
from messaging.messages.models import Message


@companion("link_previews")
def previews_of(session: Session, messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cards below these messages; no statement where none has a link."""
    if not any("://" in message["content"] for message in messages):
        return []
    first, last = messages[0], messages[-1]
    statement = (
        select(LinkPreview)
        .join(Message, Message.id == LinkPreview.message_id)
        .where(
            Message.conversation_id == first["conversation_id"],
            Message.ordinal.between(first["ordinal"], last["ordinal"]),
            LinkPreview.deleted_at.is_(None),
        )
        .order_by(Message.ordinal)
        .execution_options(populate_existing=True)
    )
    return [preview_row(preview) for preview in session.scalars(statement)]


def changed_previews(session: Session, conversation_id: str, cursor: int) -> list[dict[str, Any]]:
    """Every card of a conversation that came or went after `cursor`."""
    statement = (
        select(LinkPreview)
        .where(LinkPreview.conversation_id == conversation_id, LinkPreview.version > cursor)
        .order_by(LinkPreview.version)
    )
    return [preview_row(preview) for preview in session.scalars(statement)]


@entity("c", "link_preview")
def load_previews(session: Session, conversation_id: str, ids: Sequence[str]) -> Rows:
    statement = select(LinkPreview).where(
        LinkPreview.conversation_id == conversation_id, LinkPreview.message_id.in_(ids)
    )
    previews = session.scalars(statement.execution_options(populate_existing=True))
    return {preview.message_id: preview_row(preview) for preview in previews}
