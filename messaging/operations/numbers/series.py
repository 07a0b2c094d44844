"""Reading numbers: one value a day or an hour, with nought where nothing was written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import func, select

from messaging.core.clock import now
from messaging.core.extensions import db
from messaging.operations.numbers.counting import day_of, hour_of
from messaging.operations.numbers.models import ActivePerson, Measurement

Together = Literal["sum", "max"]


@dataclass(frozen=True, slots=True)
class Point:
    at: datetime
    value: float


def by_day(name: str, days: int, together: Together = "sum") -> list[Point]:
    """The last days, today last; of several processes the sum, or the largest."""
    today = day_of(now())
    moments = [today - timedelta(days=ago) for ago in reversed(range(days))]
    return _filled(moments, _values(name, moments[0], together))


def by_hour(name: str, hours: int, together: Together) -> list[Point]:
    """The last hours, the present one last."""
    present = hour_of(now())
    moments = [present - timedelta(hours=ago) for ago in reversed(range(hours))]
    return _filled(moments, _values(name, moments[0], together))


def people_by_day(days: int) -> list[Point]:
    """How many different people were active each day."""
    today = day_of(now())
    moments = [today - timedelta(days=ago) for ago in reversed(range(days))]
    statement = (
        select(ActivePerson.day, func.count()).where(ActivePerson.day >= moments[0].date()).group_by(ActivePerson.day)
    )
    counts: dict[date, int] = {row[0]: row[1] for row in db.session.execute(statement)}
    return [Point(moment, float(counts.get(moment.date(), 0))) for moment in moments]


def people_within(days: int) -> int:
    """How many different people were active in the last days, today included."""
    since = (now() - timedelta(days=days - 1)).date()
    different = select(func.count(func.distinct(ActivePerson.user_id))).where(ActivePerson.day >= since)
    return db.session.scalar(different) or 0


def _values(name: str, since: datetime, together: Together) -> dict[datetime, float]:
    gathered = func.sum(Measurement.value) if together == "sum" else func.max(Measurement.value)
    statement = (
        select(Measurement.at, gathered)
        .where(Measurement.name == name, Measurement.at >= since)
        .group_by(Measurement.at)
    )
    return {at: float(value) for at, value in db.session.execute(statement)}


def _filled(moments: Iterable[datetime], values: dict[datetime, float]) -> list[Point]:
    return [Point(moment, values.get(moment, 0.0)) for moment in moments]
