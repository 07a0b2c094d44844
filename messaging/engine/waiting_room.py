"""Answers on the port while there is no application yet: a backup is being put in place, or the database is updated.

It opens only for what may take minutes. At an ordinary start whoever comes is refused by the system, which sends a
proxy to another process at once; an answer would not. It asks no application, so it knows two answers only.
"""

from __future__ import annotations

import html
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import orjson

from messaging.core.clock import iso, now
from messaging.core.errors import Maintenance
from messaging.core.threads import unpatched

AGAIN_AFTER = 5
"""Seconds after which a page tries again, and a device may."""
LOOK_EVERY = 0.1
PATIENCE = 1.0
"""Seconds for the head of a request: one after the other is answered."""
LONGEST_HEAD = 16_384
FOR_PROGRAMS = ("/api/", "/socket.io", "/health")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="{again_after}">
<title>QuChat takes a short break</title></head>
<body><main><h1>QuChat takes a short break</h1><p>{message}</p></main></body></html>
"""


class WaitingRoom:
    """What whoever comes is told meanwhile, on the address that the application will have."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)

    @contextmanager
    def open(self, reason: str) -> Iterator[None]:
        """Answer for the length of a block, with `reason` as a sentence. Does nothing where the port is taken."""
        # A real thread, with real sockets: the one that goes on starts the application, and stands still in its waits.
        listener = self._listen()
        if listener is None:
            yield
            return
        threading, over = unpatched("threading"), unpatched("threading").Event()
        thread = threading.Thread(target=_answer_all, args=(listener, over, _error(reason)), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            listener.close()

    def _listen(self) -> Any:
        family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
        try:
            listener = unpatched("socket").create_server(self._address, family=family, backlog=128)
        except OSError:  # the process before this one still serves
            return None
        listener.settimeout(LOOK_EVERY)
        return listener


def _error(reason: str) -> Maintenance:
    return Maintenance(f"{Maintenance.message} {reason}", AGAIN_AFTER, reason=reason, since=iso(now()))


def _answer_all(listener: Any, over: Any, error: Maintenance) -> None:
    while not over.is_set():
        with suppress(OSError):  # nobody came, or has gone again
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(PATIENCE)
                connection.sendall(_answer(_path(connection), error))


def _path(connection: Any) -> str:
    """What is asked for, once the head of the request is whole: before that, an answer would be cut off."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < LONGEST_HEAD:
        piece = connection.recv(4096)
        if not piece:
            break
        head += piece
    words = head.split(b" ", 2)
    return words[1].decode("latin-1") if len(words) == 3 else ""


def _answer(path: str, error: Maintenance) -> bytes:
    if path.startswith(FOR_PROGRAMS):
        kind, body = "application/json", orjson.dumps({"error": error.as_dict()})
    else:
        page = PAGE.format(again_after=AGAIN_AFTER, message=html.escape(error.message))
        kind, body = "text/html; charset=utf-8", page.encode()
    head = (
        "HTTP/1.1 503 Service Unavailable",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        f"Retry-After: {AGAIN_AFTER}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body
