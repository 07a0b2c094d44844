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
from messaging.link_previews.schemas import LinkPreviewReply, PictureQuery

api = Api("link_previews")


@api.delete("/messages/<message_id>/link-preview", reply=LinkPreviewReply, limit="changing")
def remove_preview(actor: Actor, message_id: str) -> dict[str, Any]:
    """Remove the card of the page that a message links to; only its tombstone stays."""
    return {"link_preview": actions.remove_preview(actor, message_id)}


@api.get(
    "/messages/<message_id>/link-preview/<picture>",
    query=PictureQuery,
    reply=None,
    binary=True,
    also=(304,),
    limit="reading",
)
def preview_picture(actor: Actor, message_id: str, picture: str, query: PictureQuery) -> Response:
    """The card's picture, a WebP. Its address changes with its content."""
    preview = access_preview(actor, message_id)
    path = picture_path(previewer.folder, picture)
    if preview.image_hash != picture or not path.is_file():
        raise NotFound()
    response = send_file(path, mimetype="image/webp", etag=picture)
    # Asked again each time: who has left may not see it any longer.
    response.headers["Cache-Control"] = "no-store" if query.keep == "no" else "private, no-cache"
    return response
