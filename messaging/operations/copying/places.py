"""The two databases of a copy, each opened as the application would open it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from config import Config, ConfigurationError, database_url_of
from messaging.core import database
from messaging.core.extensions import db, migrate
from messaging.operations.copying.errors import CopyFailed
from messaging.operations.migrate import MIGRATIONS

FROM_ENVIRONMENT = "env:"
"""`env:NAME` instead of an address: all who use the machine see what stands in a command line."""


def address(given: str, config: Config) -> str:
    """The address of a database as SQLAlchemy takes it; raises CopyFailed when it is none."""
    if given.startswith(FROM_ENVIRONMENT):
        name = given.removeprefix(FROM_ENVIRONMENT)
        if not os.environ.get(name):
            raise CopyFailed(f"The environment has no {name}.")
        given = os.environ[name]
    try:
        url = make_url(database_url_of("" if given == "DATA_DIR" else given, config.data_dir))
    except (ConfigurationError, ArgumentError):
        raise CopyFailed(
            "An address of a database begins with sqlite:///, postgres:// or postgresql://; "
            "env:NAME takes it from the environment, DATA_DIR is the file in there."
        ) from None
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database).absolute()))
    return url.render_as_string(hide_password=False)


def shown(url: str) -> str:
    """The address without its password."""
    return make_url(url).render_as_string(hide_password=True)


@contextmanager
def opened(url: str, config: Config) -> Iterator[Place]:
    """A database for the length of a block; raises CopyFailed when it cannot be opened."""
    app = Flask("messaging")
    database.bind(app, replace(config, database_url=url))
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        engine = db.engine
    try:
        yield Place(app, engine, url)
    except DatabaseError as error:
        raise CopyFailed(f"{shown(url)}: {str(error.orig).strip().splitlines()[0][:300]}") from error
    finally:
        engine.dispose()


class Place:
    """One of the two databases."""

    def __init__(self, app: Flask, engine: Engine, url: str) -> None:
        self.app, self.engine, self.name = app, engine, shown(url)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction."""
        with self.engine.connect() as connection, connection.execution_options(writes=True).begin():
            yield connection

    def revision(self) -> str | None:
        """Which schema it has; None: none of QuChat's."""
        with self.engine.connect() as connection:
            found: str | None = MigrationContext.configure(connection).get_current_revision()
            return found

    def migrate(self) -> None:
        """Give it the tables of this version."""
        with self.app.app_context():
            upgrade(directory=str(MIGRATIONS))


def newest_revision() -> str:
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def is_there(url: str) -> bool:
    """Whether a source can be there at all: SQLite would make a missing file."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()
