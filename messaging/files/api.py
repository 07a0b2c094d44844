"""`/files`: a file at once, its bytes, its previews."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, request

from messaging.accounts.schemas import Nothing
from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.core.database import unit_of_work
from messaging.core.errors import ValidationFailed
from messaging.core.operations import parse
from messaging.core.threads import in_thread
from messaging.files import previews, sending, uploads
from messaging.files.access import access_file
from messaging.files.coming import announce
from messaging.files.folders import blob_path, uploads_dir
from messaging.files.room import check_room
from messaging.files.schemas import FileReply, NewFile, PreviewQuery, file_row
from messaging.files.storing import store

api = Api("files")
FORM = "multipart/form-data"
BLOCK = 1 << 20


def announced(length: int) -> None:
    """Refuse what there is no room for before it is sent, beside all that is being sent."""
    beside = announce(length)
    with unit_of_work() as unit:
        check_room(unit.session, length, beside)


def expect(length: int) -> None:
    """Refuse what has come and does not fit."""
    with unit_of_work() as unit:
        check_room(unit.session, length)


@api.post(
    "/files",
    expects=announced,
    sends=FORM,
    form=NewFile,
    reply=FileReply,
    created=True,
    refuses=(460,),
    limit="uploading",
)
def upload_file(actor: Actor) -> tuple[dict[str, Any], bool]:
    """Send a file at once, as the field `file` of a form; `/uploads` is for large ones and bad lines."""
    sent = request.files.get("file")
    if sent is None:
        raise ValidationFailed.of("file", "is missing")
    form = parse(NewFile, {"name": sent.filename or "", **request.form.to_dict()})
    with tempfile.TemporaryDirectory(dir=uploads_dir()) as folder:
        source = Path(folder) / "sent"
        in_thread(_copy, sent.stream, source)
        expect(source.stat().st_size)
        file, created = store(actor, form, source)
    return {"file": file_row(file)}, created


def _copy(stream: Any, target: Path) -> None:
    with target.open("wb") as file:
        while block := stream.read(BLOCK):
            file.write(block)


@api.get("/files/<file_id>/info", reply=FileReply, limit="reading")
def file_info(actor: Actor, file_id: str) -> dict[str, Any]:
    """What is known of a file."""
    return {"file": file_row(access_file(actor, file_id))}


@api.get("/files/<file_id>", reply=None, binary=True, also=(206, 304), refuses=(416,), limit="reading")
def download_file(actor: Actor, file_id: str) -> Response:
    """The bytes of a file, whole or in part."""
    file = access_file(actor, file_id)
    headers = {"Content-Disposition": sending.disposition(file)}
    return sending.send(blob_path(file.hash), sending.served_type(file), file.hash, headers)


@api.get(
    "/files/<file_id>/preview",
    query=PreviewQuery,
    reply=None,
    binary=True,
    also=(206, 304),
    refuses=(416,),
    limit="reading",
)
def preview_file(actor: Actor, file_id: str, query: PreviewQuery) -> Response:
    """A small picture of a file (WebP), at least so wide where the file is; 404 where there is none."""
    path = previews.preview_of(access_file(actor, file_id), query.width)
    return sending.send(path, "image/webp", path.stem + path.parent.name, {"Content-Disposition": "inline"})


@api.delete("/files/<file_id>", reply=Nothing, limit="changing")
def delete_file(actor: Actor, file_id: str) -> dict[str, Any]:
    """Delete a file of one's own that no message holds."""
    uploads.delete_file(actor, file_id)
    return {}
