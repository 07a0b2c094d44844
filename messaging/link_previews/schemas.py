"""How a preview's row becomes what clients see. The shape stands beside that of messages, whose pages carry it."""

from __future__ import annotations

from typing import Any

from messaging.core.clock import iso_or_none
from messaging.core.shapes import wrapped
from messaging.link_previews.models import LinkPreview
from messaging.messages.schemas import LinkPreviewShape

LinkPreviewReply = wrapped("LinkPreviewReply", link_preview=LinkPreviewShape)


def preview_row(preview: LinkPreview) -> dict[str, Any]:
    return {
        "message_id": preview.message_id,
        "conversation_id": preview.conversation_id,
        "url": preview.url,
        "title": preview.title,
        "description": preview.description,
        "site_name": preview.site_name,
        "image_url": _image_url(preview),
        "image_width": preview.image_width,
        "image_height": preview.image_height,
        "deleted_at": iso_or_none(preview.deleted_at),
        "version": preview.version,
    }


def _image_url(preview: LinkPreview) -> str | None:
    if preview.image_hash is None:
        return None
    return f"/api/v1/messages/{preview.message_id}/link-preview/{preview.image_hash}"
