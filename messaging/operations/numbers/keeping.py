"""Writes down what was counted: each process its own numbers each minute, one of them what all share each hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from messaging.accounts.models import User
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.periodic import every
from messaging.files.queries import used_bytes
from messaging.operations.administration.storage import database_bytes
from messaging.operations.numbers.counting import Counts, counter, day_of, hour_of, quantile, requests_within
from messaging.operations.numbers.models import ActivePerson, Measurement

SHARED = "all"
"""The source of what does not belong to one process."""
SLOW_SHARE = 0.95
KEPT = timedelta(days=400)
HOURS_KEPT = timedelta(days=30)
HOURLY = ("connections", "delay")


@every(60, in_each_process=True)
def keep_counts() -> None:
    """Write down this process's numbers of the present hour and day."""
    counts = counter.at(now())
    counter.look_around(counts)
    active, counts.active = counts.active, set()
    slow = quantile(counts.delays, requests_within(), SLOW_SHARE)
    hourly: dict[str, float] = {"connections": counts.connections} | ({} if slow is None else {"delay": slow})
    with unit_of_work() as unit:
        _write(unit, counts.day, counter.source, {"messages": counts.messages})
        _write(unit, counts.hour, counter.source, hourly)
        _note_active(unit, counts, active)
    counts.noted |= active


@every(3600)
def keep_storage() -> None:
    """Write down how much room is taken today, and drop what nobody looks at any more."""
    moment = now()
    with unit_of_work() as unit:
        sizes = {"files": float(used_bytes(unit.session)), "database": float(database_bytes())}
        _write(unit, day_of(moment), SHARED, sizes)
        unit.session.execute(delete(Measurement).where(Measurement.at < moment - KEPT))
        old = (Measurement.at < hour_of(moment) - HOURS_KEPT) & Measurement.name.in_(HOURLY)
        unit.session.execute(delete(Measurement).where(old))
        unit.session.execute(delete(ActivePerson).where(ActivePerson.day < (moment - KEPT).date()))


def _write(unit: UnitOfWork, at: datetime, source: str, values: Mapping[str, float]) -> None:
    for name, value in values.items():
        unit.session.merge(Measurement(name=name, at=at, source=source, value=value))


def _note_active(unit: UnitOfWork, counts: Counts, active: set[str]) -> None:
    people: Sequence[str] = unit.session.scalars(select(User.id).where(User.id.in_(active))).all() if active else ()
    if not people:
        return
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[unit.dialect.name]
    rows = [{"day": counts.day.date(), "user_id": user_id} for user_id in sorted(people)]
    unit.session.execute(dialect.insert(ActivePerson).values(rows).on_conflict_do_nothing())
