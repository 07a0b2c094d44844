"""Static files compressed once and kept: first load over a slow line is most of what a newcomer waits for.

API answers are left as they are: they hold secrets beside text that others choose (BREACH), and live delivery is short.
"""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Request, Response, send_file
from werkzeug.wrappers import Response as AnyResponse

COMPRESSIBLE = {".js", ".mjs", ".css", ".json", ".svg"}
"""Fonts and pictures are compressed already."""
KEPT = 1024


def send_static(request: Request, file: Path) -> AnyResponse:
    """A file of the release, compressed where the browser takes that."""
    if file.suffix not in COMPRESSIBLE:
        return send_file(file)
    response: AnyResponse
    if request.accept_encodings["gzip"] and not request.range:
        response = Response(_compressed(file, file.stat().st_mtime_ns), mimetype=mimetypes.guess_type(file)[0])
        response.headers["Content-Encoding"] = "gzip"
        response.add_etag()
        response.make_conditional(request)
    else:
        response = send_file(file)
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=KEPT)
def _compressed(file: Path, changed: int) -> bytes:
    """`changed`: a file that is edited while the application runs is another one."""
    return gzip.compress(file.read_bytes(), mtime=0)
