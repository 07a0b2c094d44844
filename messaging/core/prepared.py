"""Statements for the hot path: built with SQLAlchemy, compiled once, run on the driver's cursor.

Storing a message took 800 µs through the ORM's session and takes a quarter of that this way (docs/engine.md); most of
the difference is SQLAlchemy finding out again, for each execution, what it found out for the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from messaging.core.database import UnitOfWork, without_rows

Values = Mapping[str, Any]
Parameters = Callable[[Values], Any]
"""Turns named values into what the driver's `execute` takes."""


class Prepared:
    """A statement with named parameters. Results come as the driver gives them: numbers and text, no times or JSON."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Parameters]] = {}

    def run(self, unit: UnitOfWork, values: Values) -> None:
        """Execute for its effect."""
        self._execute(unit, values)

    def first(self, unit: UnitOfWork, values: Values) -> tuple[Any, ...] | None:
        """Execute and return the first row."""
        row: tuple[Any, ...] | None = self._execute(unit, values).fetchone()
        return row

    def _execute(self, unit: UnitOfWork, values: Values) -> Any:
        dialect = unit.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._statement, dialect)
        sql, parameters = compiled
        cursor = unit.cursor()
        try:
            cursor.execute(sql, parameters(values))
        except dialect.loaded_dbapi.Error as error:
            # As SQLAlchemy would raise it, so that callers need not know which way a statement went.
            told = without_rows(error)
            raise DBAPIError.instance(None, None, told, dialect.loaded_dbapi.Error, dialect=dialect) from error
        return cursor


def _compile(statement: Executable, dialect: Dialect) -> tuple[str, Parameters]:
    """The SQL of this dialect, and how it takes its parameters."""
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    named = _named(compiled, fixed, dialect)
    if not compiled.positional:
        return str(compiled), named
    names = compiled.positiontup or []
    pick = itemgetter(*names) if len(names) > 1 else lambda values: (values[names[0]],)
    return str(compiled), lambda values: pick(named(values))


def _named(compiled: SQLCompiler, fixed: dict[str, Any], dialect: Dialect) -> Parameters:
    """The values with the statement's own constants, each as the driver wants it. Most need nothing done."""
    processors = {
        name: process
        for name, bind in compiled.binds.items()
        if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }

    def named(values: Values) -> Values:
        if not fixed and not processors:
            return values
        ready = {**fixed, **values}
        for name, process in processors.items():
            ready[name] = process(ready[name])
        return ready

    return named
