"""All tables as they are, without what opens something: hashes of passwords and of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, select, tuple_

from messaging.core.extensions import db
from messaging.exports.lines import Line

AT_A_TIME = 500
SECRET = frozenset({"password_hash", "token_hash"})
LEFT_OUT = frozenset({"guess_bucket", "sign_in_link"})
"""Tables that only help to keep people out, or let them in."""


def exported_tables() -> list[Table]:
    return [table for table in db.metadata.sorted_tables if table.name not in LEFT_OUT]


def rows_of(table: Table) -> Iterator[Line]:
    """Every row by its key. Between two batches no connection is held."""
    keys, columns = list(table.primary_key.columns), _shown(table)
    after: list[Any] | None = None
    while True:
        statement = select(*columns).order_by(*keys).limit(AT_A_TIME)
        if after is not None:
            statement = statement.where(tuple_(*keys) > tuple_(*after))
        # SQLAlchemy's names are a kind of text of their own, which JSON's writer does not take for one.
        rows = [{str(name): value for name, value in row.items()} for row in db.session.execute(statement).mappings()]
        db.session.rollback()
        if not rows:
            return
        yield from rows
        after = [rows[-1][key.key] for key in keys]


def _shown(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if column.name not in SECRET]
