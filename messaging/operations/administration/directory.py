"""Finding people, as administrators see them: also those who are gone, with when they were last here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, or_, select

from messaging.accounts.models import Device, User
from messaging.core.extensions import db

State = Literal["all", "active", "never", "deactivated", "banned", "administrators", "bots"]
Order = Literal["name", "created", "seen"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A person, when one of their devices was last seen, and how many they are signed in on."""

    user: User
    last_seen_at: datetime | None
    devices: int

    @property
    def state(self) -> str:
        """active, deactivated or banned"""
        if self.user.deactivated_at is None:
            return "active"
        return "deactivated" if self.user.ban_reason is None else "banned"


@dataclass(frozen=True, slots=True)
class Found:
    people: list[Listed]
    total: int


_LAST_SEEN = func.max(Device.last_seen_at)
_WHO: dict[State, ColumnElement[bool] | None] = {
    "all": None,
    "active": User.deactivated_at.is_(None),
    "never": User.deactivated_at.is_(None) & User.is_bot.is_(False) & ~User.id.in_(select(Device.user_id)),
    "deactivated": User.deactivated_at.is_not(None) & User.ban_reason.is_(None),
    "banned": User.ban_reason.is_not(None),
    "administrators": User.is_admin.is_(True),
    "bots": User.is_bot.is_(True),
}
_ORDERS: dict[Order, tuple[Any, ...]] = {
    "name": (func.lower(User.display_name), User.username),
    "created": (User.created_at.desc(), User.id.desc()),
    "seen": (_LAST_SEEN.is_(None), _LAST_SEEN.desc(), User.id),
}


def find_people(text: str, state: State, order: Order, *, offset: int = 0, limit: int = 50) -> Found:
    """People by part of their names or email address."""
    conditions = [condition for condition in (_named(text), _WHO[state]) if condition is not None]
    total = db.session.scalar(select(func.count()).select_from(User).where(*conditions)) or 0
    statement = _listed().where(*conditions).order_by(*_ORDERS[order]).offset(offset).limit(limit)
    return Found([Listed(*row) for row in db.session.execute(statement)], total)


def find_person(user_id: str) -> Listed | None:
    row = db.session.execute(_listed().where(User.id == user_id)).first()
    return Listed(*row) if row else None


def devices_of(user_id: str) -> list[Device]:
    """Where somebody is signed in, the latest used first."""
    statement = select(Device).where(Device.user_id == user_id).order_by(Device.last_seen_at.desc())
    return list(db.session.scalars(statement))


def find_devices(text: str, *, offset: int = 0, limit: int = 50) -> tuple[list[tuple[Device, User]], int]:
    """Signed-in devices by part of their owner's name or of their own, the latest used first; and how many."""
    statement = select(Device, User).join(User, User.id == Device.user_id)
    named = _named(text)
    if named is not None:
        statement = statement.where(or_(named, func.lower(Device.name).like(like_pattern(text), escape="\\")))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = db.session.execute(statement.order_by(Device.last_seen_at.desc()).offset(offset).limit(limit))
    return [(row.Device, row.User) for row in rows], total


def taken_usernames(wanted: set[str]) -> set[str]:
    """Which of these somebody has."""
    return set(db.session.scalars(select(User.username).where(User.username.in_(wanted))))


def _listed() -> Select[User, datetime | None, int]:
    return (
        select(User, _LAST_SEEN, func.count(Device.id)).outerjoin(Device, Device.user_id == User.id).group_by(User.id)
    )


def _named(text: str) -> ColumnElement[bool] | None:
    if not text:
        return None
    columns = (User.username, func.lower(User.display_name), func.lower(User.email))
    return or_(*(column.like(like_pattern(text), escape="\\") for column in columns))


def like_pattern(text: str) -> str:
    return "%" + text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
