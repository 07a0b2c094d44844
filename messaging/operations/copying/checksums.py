"""What a table holds, as a number that is the same wherever it is kept.

The sum of a hash of each row: no order is needed, in which two databases would differ (collations), and rows are read
once, however many there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Engine, Table, select

from messaging.core.clock import iso

AT_A_TIME = 2_000
_ROOM = 2**256


class Contents(NamedTuple):
    """How many rows, and their checksum."""

    rows: int
    checksum: str


def contents_of(engine: Engine, table: Table, read: Callable[[int], None] = lambda _count: None) -> Contents:
    """Read a whole table; `read` hears of rows as they are done."""
    count = total = 0
    with engine.connect() as connection:
        streamed = connection.execution_options(stream_results=True, yield_per=AT_A_TIME)
        for part in streamed.execute(select(table)).partitions():
            total = (total + sum(_number_of(tuple(row)) for row in part)) % _ROOM
            count += len(part)
            read(len(part))
    return Contents(count, f"{total:064x}")


def _number_of(row: tuple[Any, ...]) -> int:
    written = orjson.dumps(row, default=_written, option=orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME)
    return int.from_bytes(hashlib.sha256(written).digest())


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
