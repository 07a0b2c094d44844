"""A span of time as the days, months and years that cover it, which is what the index knows of times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

EARLIEST = date(2000, 1, 1)


def covering(after: datetime | None, before: datetime | None, today: date) -> list[str]:
    """As few as possible that hold every moment from `after` on and earlier than `before`: `2025`, `2026-01`,
    `2026-02-01`.

    They hold a little more at both ends; empty when nothing can lie between.
    """
    first = max(after.date(), EARLIEST) if after else EARLIEST
    last = min(before.date(), today) if before else today
    return list(_cover(first, last))


def _cover(day: date, last: date) -> Iterator[str]:
    while day <= last:
        year, month = _next_year(day), _next_month(day)
        if day == date(day.year, 1, 1) and year <= last + timedelta(days=1):
            yield f"{day:%Y}"
            day = year
        elif day.day == 1 and month <= last + timedelta(days=1):
            yield f"{day:%Y-%m}"
            day = month
        else:
            yield f"{day:%Y-%m-%d}"
            day += timedelta(days=1)


def _next_year(day: date) -> date:
    return date(day.year + 1, 1, 1)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
