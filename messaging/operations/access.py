"""Who may run this installation."""

from __future__ import annotations

from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.errors import ConfirmationNeeded, Forbidden


def check_administrator(actor: Actor) -> None:
    """Raises Forbidden for everybody but administrators."""
    if not actor.is_admin:
        raise Forbidden("Only administrators may do this.")


def check_confirmed(actor: Actor) -> None:
    """For acts that reach far: raises Forbidden, or ConfirmationNeeded when an administrator's computer may stand there
    unlocked by now."""
    check_administrator(actor)
    if actor.confirmed_until is None or actor.confirmed_until < now():
        raise ConfirmationNeeded()
