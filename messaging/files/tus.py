"""The words of tus 1.0.0 (https://tus.io/protocols/resumable-upload): headers in, headers out."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import tempfile
from collections.abc import Callable, Iterator, Mapping
from email.utils import format_datetime
from functools import wraps
from typing import Any

from flask import Response, request

from messaging.core.api import answer
from messaging.core.errors import TooLarge, UnsupportedType, ValidationFailed
from messaging.core.operations import parse
from messaging.core.settings import settings
from messaging.core.threads import in_thread
from messaging.files.folders import uploads_dir
from messaging.files.schemas import NewFile
from messaging.files.storing import ChecksumMismatch
from messaging.files.uploads import Progress

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
ALGORITHMS = ("sha1", "sha256")
BODY = "application/offset+octet-stream"
EXPOSED_HEADERS = (
    *("Location", "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm"),
    *("Upload-Offset", "Upload-Length", "Upload-Expires"),
)
"""What a page of another origin must be able to read."""
BLOCK = 256 * 1024
_NAMES = {"filename": "name"}


def resumable(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Demand the version of tus that is spoken here."""

    @wraps(handler)
    def checked(*args: Any, **kwargs: Any) -> Response:
        if request.headers.get("Tus-Resumable") != VERSION:
            wrong = ValidationFailed.of("Tus-Resumable", f"must be {VERSION}")
            refusal = answer({"error": wrong.as_dict()}, 412)
            refusal.headers["Tus-Version"] = VERSION
            return refusal
        return handler(*args, **kwargs)

    return checked


def abilities() -> Response:
    """What this server can do."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(settings().max_upload_bytes),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }
    return Response(status=204, headers=headers)


def told(progress: Progress, status: int, **headers: str) -> Response:
    """An answer that says how far an upload has come."""
    response = Response(status=status, headers={"Upload-Offset": str(progress.offset), "Cache-Control": "no-store"})
    if progress.expires_at is not None:
        response.headers["Upload-Expires"] = format_datetime(progress.expires_at, usegmt=True)
    response.headers.update(headers)
    return response


def announced_length() -> int:
    """`Upload-Length`; raises ValidationFailed without."""
    return _number("Upload-Length")


def stated_offset() -> int:
    """`Upload-Offset`; raises ValidationFailed without."""
    return _number("Upload-Offset")


def _number(header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdigit() or len(value) > 16:
        raise ValidationFailed.of(header, "must be a number of bytes")
    return int(value)


def new_file() -> NewFile:
    """What `Upload-Metadata` says of the file: keys, each with a value in base64."""
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    return parse(NewFile, {_NAMES.get(key, key): value for key, value in told.items() if value or key == "id"})


def _metadata(header: str) -> Mapping[str, str]:
    pairs = (pair.strip().partition(" ") for pair in header.split(",") if pair.strip())
    try:
        return {key: base64.b64decode(value, validate=True).decode() for key, _, value in pairs}
    except (binascii.Error, UnicodeDecodeError):
        raise ValidationFailed.of("Upload-Metadata", "must be keys with values of UTF-8 in base64") from None


def brings_bytes() -> bool:
    """Whether the request has a part of the file in its body; raises UnsupportedType for any other body."""
    if request.mimetype == BODY:
        return True
    if request.content_length:
        raise UnsupportedType(f"Send {BODY}.")
    return False


def demand_bytes() -> None:
    if request.mimetype != BODY:
        raise UnsupportedType(f"Send {BODY}.")


def blocks() -> Iterator[bytes]:
    """The request's body, block by block. With `Upload-Checksum` only once all of it has arrived and is right."""
    checksum = request.headers.get("Upload-Checksum")
    return _blocks() if checksum is None else _checked_blocks(checksum)


def _blocks() -> Iterator[bytes]:
    """What the connection brings; that it breaks in the middle is what tus is for."""
    while True:
        try:
            block = request.stream.read(BLOCK)
        except OSError:
            return
        if not block:
            return
        yield block


def _checked_blocks(checksum: str) -> Iterator[bytes]:
    algorithm, _, value = checksum.partition(" ")
    if algorithm not in ALGORITHMS:
        raise ValidationFailed.of("Upload-Checksum", f"must be by one of {', '.join(ALGORITHMS)}")
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with tempfile.TemporaryFile(dir=uploads_dir()) as waiting:
        for block in _blocks():
            digest.update(block)
            in_thread(waiting.write, block)
        expected = base64.b64encode(digest.digest()).decode()
        if not hmac.compare_digest(expected.encode(), value.strip().encode()):
            raise ChecksumMismatch.of("Upload-Checksum", "is not that of the bytes which arrived")
        waiting.seek(0)
        while block := in_thread(waiting.read, BLOCK):
            yield block


def refuse_more_than_announced(length: int) -> None:
    """Of a body that says how long it is, before it is read."""
    if (request.content_length or 0) > length:
        raise TooLarge("This is more than was announced.", reason="length", limit=length)
