"""Reads of more than one person or device."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from messaging.accounts.models import Device, User
from messaging.accounts.schemas import listed_device, user_row
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.core.standing import standing

SEEN_EVERY = timedelta(minutes=5)
"""How exactly a device's last use is kept: writing it at each request would make every read a write."""


def search_people(text: str, limit: int) -> list[dict[str, Any]]:
    """Active people whose username or display name contains `text`, by name."""
    pattern = "%" + text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    statement = (
        select(User)
        .where(
            User.deactivated_at.is_(None),
            or_(User.username.like(pattern, escape="\\"), User.display_name.ilike(pattern, escape="\\")),
        )
        .order_by(User.display_name, User.username)
        .limit(limit)
    )
    return [user_row(user) for user in db.session.scalars(statement)]


def devices_of(actor: Actor) -> list[dict[str, Any]]:
    """One's devices, the latest used first."""
    statement = select(Device).where(Device.user_id == actor.user_id).order_by(Device.last_seen_at.desc())
    return [listed_device(device, actor.device_id) for device in db.session.scalars(statement)]


def note_use(device: Device) -> None:
    """Keep when a device was last used, to a few minutes."""
    if now() - device.last_seen_at > SEEN_EVERY and not standing.trouble:
        device_id = device.id
        with unit_of_work(alone=False) as unit:
            unit.session.execute(update(Device).where(Device.id == device_id).values(last_seen_at=now()))


def is_signed_in(actor: Actor) -> bool:
    """Whether the actor's device is signed in still; for whoever looked the actor up some time ago."""
    return db.session.scalar(select(Device.id).where(Device.id == actor.device_id)) is not None
