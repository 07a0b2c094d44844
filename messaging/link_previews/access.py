"""Load a preview as a present member of its conversation, or NotFound."""

from __future__ import annotations

from messaging.core.actor import Actor
from messaging.core.errors import NotFound
from messaging.core.extensions import db
from messaging.link_previews.models import LinkPreview
from messaging.messages.access import access_message


def access_preview(actor: Actor, message_id: str) -> LinkPreview:
    """The preview of a message, or its tombstone."""
    access_message(actor, message_id)
    preview = db.session.get(LinkPreview, message_id, populate_existing=True)
    if preview is None:
        raise NotFound()
    return preview
