"""Static files on their way: compressed once and kept, since a newcomer on a slow line waits for little else.

API answers are left as they are: they hold secrets beside text that others choose (BREACH), and live delivery is short.
"""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Request, Response, send_file
from werkzeug.wrappers import Response as AnyResponse

from messaging.web.assets import STATIC, current_assets
from messaging.web.comments import without_comments
from messaging.web.specifiers import with_places

TEXT = {".js", ".mjs", ".css", ".json", ".svg"}
"""Fonts and pictures are compressed already."""
OWN_MODULES = STATIC / "js"
KEPT = 1024


def send_static(request: Request, file: Path) -> AnyResponse:
    """A file of the release, compressed where the browser takes that."""
    if file.suffix not in TEXT:
        return send_file(file)
    plain, compressed = _content(file, file.stat().st_mtime_ns)
    packed = bool(request.accept_encodings["gzip"])
    response = Response(compressed if packed else plain, mimetype=mimetypes.guess_type(file)[0])
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.add_etag()
    response.make_conditional(request)
    return response


@lru_cache(maxsize=KEPT)
def _content(file: Path, changed: int) -> tuple[bytes, bytes]:
    """As it is and compressed. `changed`: a file that is edited while the application runs is another one."""
    content = file.read_bytes()
    if file.is_relative_to(OWN_MODULES):
        source = without_comments(content.decode())
        path = file.relative_to(STATIC).as_posix()
        content = with_places(source, path, current_assets().vendor).encode()
    return content, gzip.compress(content, mtime=0)
