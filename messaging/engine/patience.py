"""eventlet's HTTP, for clients that are slow on purpose: a request's head must be whole within a time.

eventlet's own limit begins anew with each byte, so that a few hundred connections that send one now and then would stay
for ever. (How long a body may take is up to the network: large files come over slow ones.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import eventlet
from eventlet.wsgi import HttpProtocol

LINE_WITHIN = 75
"""Seconds for the first line; so long a connection may also rest between two requests."""
HEAD_WITHIN = 20
"""Seconds for all that follows the first line, up to the body."""


class PatientProtocol(HttpProtocol):  # type: ignore[misc]
    """Hangs up on whoever takes longer."""

    def _read_request_line(self) -> bytes:
        line: bytes = _within(LINE_WITHIN, super()._read_request_line, b"")
        return line

    def parse_request(self) -> bool:
        self.close_connection = True  # until the head is whole and says otherwise
        parsed: bool = _within(HEAD_WITHIN, super().parse_request, False)
        return parsed


def _within(seconds: float, read: Callable[[], Any], otherwise: Any) -> Any:
    limit = eventlet.Timeout(seconds)
    try:
        return read()
    except eventlet.Timeout as over:
        if over is not limit:
            raise
        return otherwise
    finally:
        limit.cancel()
