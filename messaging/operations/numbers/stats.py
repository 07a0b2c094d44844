"""How things stand now, for the page and for `GET /api/v1/admin/stats`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from messaging.accounts.models import Device, User
from messaging.conversations.models import Conversation
from messaging.core.clock import iso
from messaging.core.extensions import db
from messaging.core.shapes import Shape, Time
from messaging.files.queries import used_bytes
from messaging.operations.administration.storage import database_bytes, disk
from messaging.operations.numbers import series
from messaging.realtime.connections import connections

DAYS = 30


class DayNumbers(Shape):
    """`day`: when it began, UTC."""

    day: Time
    people: int
    messages: int


class People(Shape):
    """`active_*`: different people who did something in the last 1, 7 and 30 days."""

    total: int
    administrators: int
    deactivated: int
    active_today: int
    active_week: int
    active_month: int


class StorageNumbers(Shape):
    """Bytes."""

    database: int
    files: int
    disk_total: int
    disk_free: int


class StatsReply(Shape):
    """`connections` are those of the process that answers."""

    people: People
    devices: int
    groups: int
    direct_conversations: int
    messages: int
    connections: int
    storage: StorageNumbers
    days: list[DayNumbers]


def stats() -> dict[str, Any]:
    held = disk()
    counted = db.session.execute(select(Conversation.kind, func.count()).group_by(Conversation.kind))
    kinds = {row[0]: row[1] for row in counted}
    messages, people = series.by_day("messages", DAYS), series.people_by_day(DAYS)
    return {
        "people": _people(),
        "devices": _count(select(func.count()).select_from(Device)),
        "groups": kinds.get("group", 0),
        "direct_conversations": kinds.get("direct", 0),
        "messages": _count(select(func.coalesce(func.sum(Conversation.message_count), 0))),
        "connections": len(connections.all()),
        "storage": {
            "database": database_bytes(),
            "files": used_bytes(db.session()),
            "disk_total": held.total,
            "disk_free": held.free,
        },
        "days": [
            {"day": iso(each.at), "people": int(who.value), "messages": int(each.value)}
            for each, who in zip(messages, people, strict=True)
        ],
    }


def _people() -> dict[str, int]:
    active = User.deactivated_at.is_(None)
    return {
        "total": _count(select(func.count()).select_from(User).where(active)),
        "administrators": _count(select(func.count()).select_from(User).where(active, User.is_admin.is_(True))),
        "deactivated": _count(select(func.count()).select_from(User).where(~active)),
        "active_today": series.people_within(1),
        "active_week": series.people_within(7),
        "active_month": series.people_within(30),
    }


def _count(statement: Any) -> int:
    return int(db.session.scalar(statement) or 0)
