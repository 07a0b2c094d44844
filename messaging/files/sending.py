"""Files on their way to a browser: in blocks, in parts, and in a box where nothing in them can run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from flask import Response, request

from messaging.core.api import answer
from messaging.core.errors import NotFound, ValidationFailed
from messaging.core.threads import in_thread
from messaging.files.models import File
from messaging.files.ranges import Part, Unsatisfiable, still_holds, wanted

BLOCK = 256 * 1024
INLINE = frozenset(
    {
        *("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"),
        *("audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/webm", "audio/wav", "audio/flac"),
        *("video/mp4", "video/webm", "video/ogg", "video/quicktime"),
    }
)
"""What a browser may show by itself: nothing of it can carry a script. All else is a download. (Also PDF: its viewers
don't work inside the sandbox, and outside of it we won't have it.)"""
DOWNLOAD = "application/octet-stream"
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'"


def send(path: Path, media_type: str, etag: str, headers: dict[str, str]) -> Response:
    """The bytes at `path`, or the part that was asked for, or word that the browser has them already (304)."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise NotFound() from None
    common = {**_SAFETY, **headers, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
    if request.if_none_match.contains_weak(etag):
        return Response(status=304, headers=common)
    try:
        asked = request.range if still_holds(request.if_range, etag) else None
        part = wanted(asked, size)
    except Unsatisfiable:
        return _unsatisfiable(size)
    start, stop = part or Part(0, size)
    if part:
        common["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    body = [] if request.method == "HEAD" else _blocks(path, start, stop)
    response = Response(body, 206 if part else 200, headers=common, content_type=media_type)
    response.content_length = stop - start
    return response


_SAFETY = {
    "Content-Security-Policy": SANDBOX,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Kept by the browser, and asked about each time: whoever may not see it any more gets nothing.
    "Cache-Control": "private, no-cache",
}


def _unsatisfiable(size: int) -> Response:
    told = ValidationFailed.of("Range", "lies behind the end of the file")
    response = answer({"error": told.as_dict()}, 416)
    response.headers["Content-Range"] = f"bytes */{size}"
    return response


def _blocks(path: Path, start: int, stop: int) -> Iterator[bytes]:
    """Read as it is sent, so that a large file takes no memory; in a thread, since a disk can be slow."""
    with path.open("rb") as file:
        file.seek(start)
        while start < stop:
            block = in_thread(file.read, min(BLOCK, stop - start))
            if not block:
                return
            start += len(block)
            yield block


def served_type(file: File) -> str:
    """What a browser is told. A download tells nothing, so that nothing can be made of it."""
    return file.media_type if file.media_type in INLINE else DOWNLOAD


def disposition(file: File) -> str:
    """`Content-Disposition` (RFC 6266), with a plain name for what knows no better."""
    how = "inline" if file.media_type in INLINE else "attachment"
    plain = file.name.encode("ascii", "replace").decode().replace("\\", "_").replace('"', "_").replace("?", "_")
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
