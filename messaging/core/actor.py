"""Who acts: every action takes an actor, never a request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person or program on one device, or the server itself (`user_id` None)."""

    user_id: str
    device_id: str | None = None
    is_admin: bool = False
    is_bot: bool = False
    op_id: str | None = None
    confirmed_until: datetime | None = None
    """Until when it is taken for granted that it is still them who sit there; None where nobody knows."""

    def doing(self, op_id: str) -> Actor:
        """The same actor, its next change marked as operation `op_id` of the outbox."""
        return replace(self, op_id=op_id)


SERVER = Actor(None)  # type: ignore[arg-type]
"""The server itself: for what nobody asked for. It may not be passed to what looks at rights."""
