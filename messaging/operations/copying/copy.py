"""Copy everything from one database into another, either way between SQLite and PostgreSQL, and compare.

Row by row through SQLAlchemy's types, so that each engine writes times, truth and JSON as it does for the application
itself. In the order of foreign keys, some thousand rows a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Table, func, insert, inspect, select, text, tuple_

from config import Config
from messaging.accounts.models import User
from messaging.core.extensions import db
from messaging.core.meta import Meta
from messaging.operations.copying import progress
from messaging.operations.copying.checksums import Contents, contents_of
from messaging.operations.copying.errors import CopyFailed
from messaging.operations.copying.places import Place, is_there, newest_revision, opened, shown

BATCH = 2_000


class Watcher(Protocol):
    """Hears how far it has come."""

    def begin(self, what: str, length: int) -> None: ...

    def advance(self, count: int) -> None: ...


class Copied(NamedTuple):
    """What one table holds now, here and there."""

    table: str
    contents: Contents


def copy_database(source_url: str, target_url: str, config: Config, watcher: Watcher) -> list[Copied]:
    """Copy and compare; returns what each table holds. Raises CopyFailed; called again, it goes on where it stopped.

    The source must not be written to meanwhile: the comparison at the end finds out.
    """
    if source_url == target_url:
        raise CopyFailed("FROM and TO are the same database.")
    if not is_there(source_url):
        raise CopyFailed(f"There is no {shown(source_url)}.")
    with opened(source_url, config) as source, opened(target_url, config) as target:
        server_id = _check_source(source)
        _make_ready(target, server_id)
        _copy_all(source, target, watcher)
        copied = _compare(source, target, watcher)
        _finish(target)
        return copied


def tables() -> list[Table]:
    """Every table of the application, what others refer to first."""
    return list(db.metadata.sorted_tables)


def _check_source(source: Place) -> str:
    """Its `server_id`; raises CopyFailed where it has another schema than this version."""
    revision = source.revision()
    if revision is None:
        raise CopyFailed(f"{source.name} is not a database of QuChat.")
    if revision != newest_revision():
        raise CopyFailed(
            f"{source.name} has the schema of another version of QuChat (revision {revision}). "
            "Start this version on it once, which migrates it; then copy."
        )
    if progress.begun(source.engine):
        raise CopyFailed(f"{source.name} is itself an unfinished copy. Complete that one first.")
    with source.engine.connect() as connection:
        server_id: str | None = connection.scalar(select(Meta.value).where(Meta.name == "server_id"))
    if server_id is None:
        raise CopyFailed(f"{source.name} was never used: there is nothing to copy.")
    return server_id


def _make_ready(target: Place, server_id: str) -> None:
    """Tables without rows, or those of this very copy; raises CopyFailed for anything else."""
    if progress.begun(target.engine):
        if progress.source_of(target.engine) != server_id:
            raise CopyFailed(f"{target.name} holds an unfinished copy of another installation. Empty it first.")
    else:
        _check_empty(target)
        with target.writing() as connection:
            progress.begin(connection, server_id)
    target.migrate()
    begun = progress.reached(target.engine)
    with target.writing() as connection:
        # What a start without anybody, a migration or a copy that did not match has left.
        for table in reversed([table for table in tables() if table.name not in begun]):
            connection.execute(table.delete())


def _check_empty(target: Place) -> None:
    there = inspect(target.engine).get_table_names()
    if not there:
        return
    if target.revision() is None:
        raise CopyFailed(f"{target.name} holds tables that QuChat did not make ({there[0]} …). Nothing was changed.")
    with target.engine.connect() as connection:
        people = connection.scalar(select(func.count()).select_from(User))
    if people:
        raise CopyFailed(
            f"{target.name} is in use: it holds {people} people. Nothing was changed. Name an empty database."
        )


def _copy_all(source: Place, target: Place, watcher: Watcher) -> None:
    reached = progress.reached(target.engine)
    for table in tables():
        if table.name in reached and reached[table.name] is None:
            continue
        with source.engine.connect() as connection:
            total = connection.scalar(select(func.count()).select_from(table)) or 0
        watcher.begin(f"Copying {table.name}", total)
        for rows in _batches(source, table, reached.get(table.name)):
            with target.writing() as connection:
                connection.execute(insert(table), rows)
                progress.note(connection, table.name, _key_of(table, rows[-1]))
            watcher.advance(len(rows))
        with target.writing() as connection:
            progress.note(connection, table.name, None)


def _batches(source: Place, table: Table, after: progress.Key | None) -> Iterator[list[dict[str, Any]]]:
    """The rows in the order of their key, from behind `after` on."""
    keys = list(table.primary_key.columns)
    while True:
        statement = select(table).order_by(*keys).limit(BATCH)
        if after is not None:
            statement = statement.where(tuple_(*keys) > tuple_(*after))
        with source.engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(statement).mappings()]
        if not rows:
            return
        yield rows
        after = _key_of(table, rows[-1])


def _key_of(table: Table, row: dict[str, Any]) -> progress.Key:
    return [row[column.key] for column in table.primary_key.columns]


def _compare(source: Place, target: Place, watcher: Watcher) -> list[Copied]:
    """Read both again; raises CopyFailed where a table differs."""
    copied, different = [], []
    for table in tables():
        with target.engine.connect() as connection:
            watcher.begin(f"Comparing {table.name}", 2 * (connection.scalar(_count(table)) or 0))
        there = contents_of(target.engine, table, watcher.advance)
        here = contents_of(source.engine, table, watcher.advance)
        copied.append(Copied(table.name, there))
        if here != there:
            different.append(f"{table.name}: {here.rows} and {there.rows} rows")
    if different:
        with target.writing() as connection:
            progress.forget(connection)
        raise CopyFailed(
            f"What was copied is not what is there now ({'; '.join(different)}). Somebody wrote to {source.name} "
            "meanwhile: stop every server that uses it, then run this again; it begins anew."
        )
    return copied


def _count(table: Table) -> Any:
    return select(func.count()).select_from(table)


def _finish(target: Place) -> None:
    """Let numbers go on behind those that were copied, and give the planner its statistics."""
    if target.engine.dialect.name == "postgresql":
        _move_sequences(target, _numbered(tables()))
    with target.writing() as connection:
        progress.end(connection)
    with target.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _numbered(all_tables: Iterable[Table]) -> list[tuple[str, str]]:
    """The tables whose rows are numbered by the database, and the column."""
    return [(table.name, column.name) for table in all_tables if (column := table.autoincrement_column) is not None]


def _move_sequences(target: Place, numbered: list[tuple[str, str]]) -> None:
    with target.writing() as connection:
        for table, column in numbered:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'),"  # noqa: S608 - names of ours
                    f' coalesce(max("{column}"), 1), max("{column}") IS NOT NULL) FROM "{table}"'
                )
            )
