"""The server's clock: UTC, whole milliseconds, as protocol.md writes times."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, UTC, cut to milliseconds so that what is stored equals what is sent."""
    return whole_milliseconds(datetime.now(UTC))


def whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """`2026-11-21T05:30:00.123Z`"""
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"


def iso_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)


def parse(text: str) -> datetime:
    """An ISO 8601 time as an aware UTC moment; raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone, for example Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time must lie in the years 1 to 9999") from None
