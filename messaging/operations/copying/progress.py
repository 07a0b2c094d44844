"""How far a copy has come, kept in its target: written with the rows it speaks of, so that a kill at any moment leaves
the two in step. The table goes when the copy is complete; a target that has it is not a database to work with."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, Text, delete, insert, inspect, select

NAME = "unfinished_copy"
_SOURCE = "source"
_table = Table(NAME, MetaData(), Column("name", String(64), primary_key=True), Column("value", Text, nullable=False))

Key = list[Any]


def begun(engine: Engine) -> bool:
    """Whether a copy into this database was begun and not completed."""
    return inspect(engine).has_table(NAME)


def source_of(engine: Engine) -> str | None:
    """Which installation the unfinished copy is of."""
    with engine.connect() as connection:
        return connection.scalar(select(_table.c.value).where(_table.c.name == _SOURCE))


def begin(connection: Connection, server_id: str) -> None:
    """Note that a copy of this installation begins."""
    _table.create(connection)
    connection.execute(insert(_table).values(name=_SOURCE, value=server_id))


def reached(engine: Engine) -> dict[str, Key | None]:
    """By table, the key of the last row that was copied; None: all of it. Tables that were not begun are missing."""
    with engine.connect() as connection:
        rows = connection.execute(select(_table).where(_table.c.name != _SOURCE)).all()
    return {row.name: orjson.loads(row.value) for row in rows}


def note(connection: Connection, table: str, key: Key | None) -> None:
    """Say, in the transaction that copies them, up to which key a table's rows are there; None: to the end."""
    connection.execute(delete(_table).where(_table.c.name == table))
    connection.execute(insert(_table).values(name=table, value=orjson.dumps(key).decode()))


def forget(connection: Connection) -> None:
    """Begin anew at the next attempt."""
    connection.execute(delete(_table).where(_table.c.name != _SOURCE))


def end(connection: Connection) -> None:
    """The copy is complete."""
    _table.drop(connection)
