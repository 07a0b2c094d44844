"""The log `u:<user>`: its numbers and the entities that accounts own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from messaging.accounts.models import Device, Preferences, User, UserLog
from messaging.accounts.schemas import device_row, preferences_row, user_row
from messaging.core.changes import Place
from messaging.core.entities import Rows, entity
from messaging.core.logs import allocator


@allocator("u")
def allocate(session: Session, user_id: str) -> Place:
    take = (
        update(UserLog)
        .where(UserLog.user_id == user_id)
        .values(last_seq=UserLog.last_seq + 1)
        .returning(UserLog.last_seq)
        .execution_options(synchronize_session=False)
    )
    return Place(f"u:{user_id}", session.execute(take).scalar_one())


@entity("u", "user")
@entity("c", "user")
def load_users(session: Session, _owner: str, ids: Sequence[str]) -> Rows:
    users = session.scalars(select(User).where(User.id.in_(ids)))
    return {user.id: user_row(user) for user in users}


@entity("u", "preferences")
def load_preferences(session: Session, user_id: str, _ids: Sequence[str]) -> Rows:
    held = session.get(Preferences, user_id, populate_existing=True)
    return {user_id: preferences_row(held)} if held else {}


@entity("u", "device")
def load_devices(session: Session, user_id: str, ids: Sequence[str]) -> Rows:
    devices = session.scalars(select(Device).where(Device.id.in_(ids), Device.user_id == user_id))
    return {device.id: device_row(device) for device in devices}
