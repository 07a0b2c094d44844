"""Fetch what stands at an address, within limits of time, size and redirects."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass
from email.message import Message as Headers
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote, urljoin

from messaging.link_previews.network import Line, Network, Target, Unfetchable, target_of

MAX_REDIRECTS = 4
SECONDS = 8.0
"""For all of it, redirects included."""
_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK = 16 * 1024
_NAME = "Mozilla/5.0 (compatible; QuChat link preview)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address led to. `address` is where it ended; `whole` is false where the limit cut it off."""

    address: str
    media_type: str
    charset: str | None
    body: bytes
    whole: bool


def fetch(network: Network, address: str, media_types: tuple[str, ...], limit: int) -> Fetched:
    """Up to `limit` bytes of what stands there, provided that it is one of `media_types`; raises Unfetchable.

    Each redirect is looked at as if a person had written it.
    """
    until = time.monotonic() + SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        found = _ask(network, address, media_types, limit, until)
        if isinstance(found, Fetched):
            return found
        address = found
    raise Unfetchable("too many redirects")


def _ask(network: Network, address: str, media_types: tuple[str, ...], limit: int, until: float) -> Fetched | str:
    """What stands there, or the address that it points to."""
    target = target_of(address)
    try:
        line = Line(network, target, until)
        try:
            response = _request(line, target, media_types)
            if response.status in _REDIRECTS:
                return urljoin(address, response.headers.get("Location", ""))
            return _read(response, address, media_types, limit)
        finally:
            line.end()
    except (OSError, HTTPException, ValueError, zlib.error) as error:
        raise Unfetchable(str(error)) from error


def _request(line: Line, target: Target, media_types: tuple[str, ...]) -> HTTPResponse:
    connection = HTTPConnection(target.host, target.port)
    connection.auto_open = 0  # to the checked address or nowhere
    connection.sock = line
    headers = {
        "Host": target.authority,
        "User-Agent": _NAME,
        "Accept": ", ".join(media_types),
        "Accept-Encoding": "gzip, identity",
        "Connection": "close",
    }
    # Letters beyond ASCII are sent as browsers send them; what is encoded already stays.
    connection.request("GET", quote(target.path, safe="/%:=&?~#+!$,;'@()*[]"), headers=headers)
    return connection.getresponse()


def _read(response: HTTPResponse, address: str, media_types: tuple[str, ...], limit: int) -> Fetched:
    headers: Headers[str, Any] = response.headers
    media_type = headers.get_content_type()
    if response.status != 200 or media_type not in media_types:
        raise Unfetchable(f"{response.status} {media_type}")
    encoding = (headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise Unfetchable(f"encoded as {encoding}")
    body = _body(response, limit + 1, zipped=encoding != "identity")
    charset = headers.get_content_charset()
    return Fetched(address, media_type, charset, body[:limit], len(body) <= limit)


def _body(response: HTTPResponse, limit: int, *, zipped: bool) -> bytes:
    """Its bytes, unpacked, up to a limit of what comes out: a few packed bytes may hold gigabytes."""
    unpacker = zlib.decompressobj(wbits=31) if zipped else None
    body = bytearray()
    while len(body) < limit:
        chunk = response.read(_CHUNK)
        if not chunk:
            break
        body += unpacker.decompress(chunk, limit - len(body)) if unpacker else chunk
    return bytes(body[:limit])
