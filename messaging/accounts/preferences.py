"""What a person wants on all of their devices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from messaging.accounts.models import Preferences
from messaging.accounts.schemas import preferences_row
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.core.logs import allocate, append
from messaging.core.lww import merge


def preferences_of(actor: Actor) -> dict[str, Any]:
    return preferences_row(_held(db.session(), actor.user_id))


def set_preferences(actor: Actor, fields: dict[str, Any], at: datetime | None = None) -> dict[str, Any]:
    """Change what one wants, field by field. `at`: when the person changed it."""
    with unit_of_work() as unit:
        preferences = _held(unit.session, actor.user_id)
        if merge(preferences, fields, at):
            place = allocate(unit, f"u:{actor.user_id}")
            preferences.version = place.seq
            unit.session.add(preferences)
            unit.session.flush()
            append(unit, actor, place, "preferences", actor.user_id, preferences_row(preferences))
        return preferences_row(preferences)


def wants_link_previews(session: Session, user_id: str) -> bool:
    """Whether cards may be made of the pages that this person links to."""
    return _held(session, user_id).link_previews


def _held(session: Session, user_id: str) -> Preferences:
    """The person's row; where nothing was ever chosen, one with what comes by itself, not stored yet."""
    held = session.get(Preferences, user_id, populate_existing=True)
    return held or Preferences(user_id=user_id, link_previews=True, stamps={}, version=0)
