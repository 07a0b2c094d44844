"""Rows as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import orjson

from messaging.core.clock import iso

Line = dict[str, Any]


def lines(rows: Iterable[Line]) -> Iterator[bytes]:
    """One JSON object a line; times as protocol.md writes them."""
    for row in rows:
        yield orjson.dumps(row, default=_written, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATETIME)


def _written(value: Any) -> str:
    return iso(value) if isinstance(value, datetime) else str(value)


def told(entity: str, rows: Iterable[Line]) -> Iterator[Line]:
    """Rows as the log tells them: `{"entity": "message", "row": {…}}`."""
    return ({"entity": entity, "row": row} for row in rows)
