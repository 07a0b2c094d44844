"""Work that nobody waits for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from messaging.core.extensions import socketio


def in_background(function: Callable[..., Any], *args: Any) -> None:
    """Run `function` later: as a greenlet of eventlet's loop, or in a thread of its own. It must not raise."""
    socketio.start_background_task(function, *args)
