"""A clock that ticks each time it is read, so that no two moments of a case are the same by chance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count

import pytest

from messaging.core import clock

START = datetime(2026, 1, 1, tzinfo=UTC)


def ticking(patch: pytest.MonkeyPatch) -> None:
    """Let the server's clock run by readings instead of by time."""
    ticks = count()

    class Ticking(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return START + timedelta(seconds=next(ticks))

    patch.setattr(clock, "datetime", Ticking)
