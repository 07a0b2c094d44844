"""Who may run this installation."""

from __future__ import annotations

from messaging.core.actor import Actor
from messaging.core.errors import Forbidden


def check_administrator(actor: Actor) -> None:
    """Raises Forbidden for everybody but administrators."""
    if not actor.is_admin:
        raise Forbidden("Only administrators may do this.")
