"""Last writer wins, field by field: how concurrent changes of titles, nicknames and settings merge.

Each row keeps, per field, the time of its last change. An incoming change carries the time at which the person made
it; the later of the two stays (protocol.md, Conflicts).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from messaging.core.clock import iso, now

Stamps = dict[str, str]


class Stamped(Protocol):
    stamps: Any


def merge(row: Stamped, fields: Mapping[str, Any], at: datetime | None = None) -> dict[str, Any]:
    """Set those `fields` of `row` that were changed at or after their present value; returns what really changed.

    `at` is when the person changed them (default: now). It must not lie in the future.
    """
    stamp = iso(at or now())
    newer = {name: value for name, value in fields.items() if stamp >= row.stamps.get(name, "")}
    changed = {name: value for name, value in newer.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    row.stamps = {**row.stamps, **dict.fromkeys(newer, stamp)}
    return changed


def held(client_time: datetime, low: datetime | None, high: datetime) -> datetime:
    """A device's time held between the change it builds upon and now, so that a wrong clock can't win for ever."""
    return min(max(client_time, low or client_time), high)
