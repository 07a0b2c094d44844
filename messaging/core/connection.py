"""What a feature's socket handler knows of the socket: who is at its other end."""

from __future__ import annotations

from typing import Protocol

from messaging.core.actor import Actor


class Connected(Protocol):
    @property
    def actor(self) -> Actor: ...
