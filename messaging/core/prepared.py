"""Statements for the hot path: built with SQLAlchemy, compiled once, run on the driver's cursor.

Storing a message took 800 µs through the ORM's session and takes a quarter of that this way (docs/engine.md); most of
the difference is SQLAlchemy finding out again, for each execution, what it found out for the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from messaging.core.database import UnitOfWork

Values = Mapping[str, Any]
Run = Callable[[Any, Values], None]


class Prepared:
    """A statement with named parameters. Results come as the driver gives them: numbers and text, no times or JSON."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._runs: dict[str, Run] = {}

    def run(self, unit: UnitOfWork, values: Values) -> None:
        """Execute for its effect."""
        self._execute(unit, values)

    def first(self, unit: UnitOfWork, values: Values) -> tuple[Any, ...] | None:
        """Execute and return the first row."""
        row: tuple[Any, ...] | None = self._execute(unit, values).fetchone()
        return row

    def _execute(self, unit: UnitOfWork, values: Values) -> Any:
        run = self._runs.get(unit.dialect.name)
        if run is None:
            run = self._runs[unit.dialect.name] = _compile(self._statement, unit.dialect)
        cursor = unit.cursor()
        dbapi_error = unit.dialect.loaded_dbapi.Error
        try:
            run(cursor, values)
        except dbapi_error as error:
            # As SQLAlchemy would raise it, so that callers need not know which way a statement went.
            raise DBAPIError.instance(None, None, error, dbapi_error, dialect=unit.dialect) from error
        return cursor


def _compile(statement: Executable, dialect: Dialect) -> Run:
    """How to run it on a cursor of this dialect: its SQL and, for each parameter, how the driver wants the value."""
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)
    sql = str(compiled)
    names = compiled.positiontup if compiled.positional else list(compiled.binds)
    assert names is not None
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    plan = [(name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names]

    def value(name: str, process: Callable[[Any], Any] | None, values: Values) -> Any:
        given = values[name] if name in values else fixed[name]
        return given if process is None else process(given)

    if compiled.positional:
        return lambda cursor, values: cursor.execute(sql, [value(n, p, values) for n, p in plan])
    return lambda cursor, values: cursor.execute(sql, {n: value(n, p, values) for n, p in plan})
