"""Bytes that requests of this process have announced and may be sending at this moment.

The database knows the uploads that can be gone on with; what comes at once leaves no trace until it has come. A hundred
of those, each of which found room, would fill the disk together, and with it stop everybody.
"""

from __future__ import annotations

import threading

from flask import Response, after_this_request

_lock = threading.Lock()
_coming = 0


def announce(length: int) -> int:
    """This request brings so many, until it is answered. Returns how many others bring."""

    @after_this_request
    def has_come(response: Response) -> Response:
        _add(-length)
        return response

    return _add(length)


def _add(length: int) -> int:
    """Returns how many there were before."""
    global _coming
    with _lock:
        before, _coming = _coming, _coming + length
    return before
