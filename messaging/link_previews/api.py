"""`/messages/<id>/link-preview`."""

from __future__ import annotations

from typing import Any

from flask import Response, send_file

from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.core.errors import NotFound
from messaging.link_previews import actions
from messaging.link_previews.access import access_preview
from messaging.link_previews.pictures import picture_path
from messaging.link_previews.previewer import previewer
from messaging.link_previews.schemas import LinkPreviewReply

api = Api("link_previews")


@api.delete("/messages/<message_id>/link-preview", reply=LinkPreviewReply, limit="changing")
def remove_preview(actor: Actor, message_id: str) -> dict[str, Any]:
    """Remove the card of the page that a message links to; only its tombstone stays."""
    return {"link_preview": actions.remove_preview(actor, message_id)}


@api.get("/messages/<message_id>/link-preview/<picture>", reply=None, binary=True, limit="reading")
def preview_picture(actor: Actor, message_id: str, picture: str) -> Response:
    """The card's picture, a WebP. Its address changes with its content."""
    preview = access_preview(actor, message_id)
    path = picture_path(previewer.folder, picture)
    if preview.image_hash != picture or not path.is_file():
        raise NotFound()
    response = send_file(path, mimetype="image/webp", etag=False)
    # Devices keep it where all of a conversation is, and goes when that does.
    response.headers["Cache-Control"] = "no-store"
    return response
