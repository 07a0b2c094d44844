"""`/uploads`: tus 1.0.0. The address of an upload is that of its file's id, so that sending it again finds it."""

from __future__ import annotations

from flask import Response

from messaging.core.actor import Actor
from messaging.core.api import PREFIX, Api
from messaging.files import tus, uploads

api = Api("uploads")


@api.blueprint.after_request
def say_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = tus.VERSION
    return response


@api.options("/uploads", reply=None, public=True, also=(204,))
def upload_abilities() -> Response:
    """Which parts of tus are spoken here, and how large a file may be."""
    return tus.abilities()


@api.post("/uploads", reply=None, created=True, sends=tus.BODY, refuses=(412, 460), limit="uploading")
@tus.resumable
def create_upload(actor: Actor) -> Response:
    """Announce a file, and send its beginning if one likes; answered with where to send (the rest of) it."""
    form, length, sends = tus.new_file(), tus.announced_length(), tus.brings_bytes()
    if sends:
        tus.refuse_more_than_announced(length)
    progress = uploads.begin(actor, form, length)
    if sends and progress.offset == 0 and not progress.finished:
        progress = uploads.add(actor, form.id, 0, tus.blocks())
    return tus.told(progress, 201, Location=f"{PREFIX}/uploads/{form.id}")


@api.head("/uploads/<upload_id>", reply=None, refuses=(412,), limit="uploading")
@tus.resumable
def upload_progress(actor: Actor, upload_id: str) -> Response:
    """How far an upload has come."""
    progress = uploads.progress(actor, upload_id)
    return tus.told(progress, 200, **{"Upload-Length": str(progress.length)})


@api.patch("/uploads/<upload_id>", reply=None, sends=tus.BODY, also=(204,), refuses=(412, 460), limit="uploading")
@tus.resumable
def continue_upload(actor: Actor, upload_id: str) -> Response:
    """Send what follows; with the last byte the file is there."""
    tus.demand_bytes()
    return tus.told(uploads.add(actor, upload_id, tus.stated_offset(), tus.blocks()), 204)


@api.delete("/uploads/<upload_id>", reply=None, also=(204,), refuses=(412,), limit="uploading")
@tus.resumable
def cancel_upload(actor: Actor, upload_id: str) -> Response:
    """End an upload and forget what has arrived of it."""
    uploads.cancel(actor, upload_id)
    return Response(status=204)
