"""The database on PostgreSQL is created and migrated at start, all or nothing, and never by code that is older."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, create_engine, inspect, text

from config import ConfigurationError
from messaging import create_app
from messaging.core.extensions import db
from messaging.operations.migrate import MIGRATIONS
from tests.server.test_migrations import later_version
from tests.support import apps
from tests.support.background import Background
from tests.support.postgres import Postgres

__all__ = ["later_version"]
Start = Callable[[], Flask]


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty database."""
    name = postgres.new_database()
    yield postgres.url_of(name)
    postgres.drop(name)


@pytest.fixture
def start(url: str, tmp_path: Path) -> Start:
    """Start once, and stop."""

    def start_and_stop() -> Flask:
        app = create_app(apps.config_for(tmp_path, database_url=url))
        Background().take_over()
        apps.close(app)
        return app

    return start_and_stop


@pytest.fixture
def database(url: str) -> Iterator[Engine]:
    """The database from outside."""
    engine = create_engine(url)
    yield engine
    engine.dispose()


def _run(database: Engine, statement: str) -> None:
    with database.begin() as connection:
        connection.execute(text(statement))


def _tables(database: Engine) -> set[str]:
    return set(inspect(database).get_table_names())


def _schema(database: Engine) -> dict[str, object]:
    seen = inspect(database)
    return {
        name: (seen.get_columns(name), seen.get_indexes(name), seen.get_foreign_keys(name))
        for name in sorted(seen.get_table_names())
    }


def test_an_empty_database_is_filled_and_down_and_up_again_gives_the_same(start: Start, database: Engine):
    app = start()
    assert _tables(database) >= {*db.metadata.tables, "alembic_version"}
    before = repr(_schema(database))
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="base")
        assert _tables(database) <= {"alembic_version", "search_state", "search_followed", "search_entry"}
        upgrade(directory=str(MIGRATIONS))
    apps.close(app)
    assert repr(_schema(database)) == before


def test_the_first_start_makes_facts_that_later_ones_keep(start: Start, database: Engine):
    def facts() -> dict[str, str]:
        with database.connect() as connection:
            return {meta.name: meta.value for meta in connection.execute(text("SELECT name, value FROM meta"))}

    start()
    first = facts()
    start()
    assert facts() == first
    assert {"server_id", "epoch"} <= first.keys()


def test_a_database_of_a_newer_version_is_refused(start: Start, database: Engine):
    start()
    _run(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigurationError, match="newer than this version"):
        start()


def test_somebody_elses_database_is_refused_and_left_alone(start: Start, database: Engine):
    _run(database, 'CREATE TABLE "user" (id integer PRIMARY KEY, name text)')
    with pytest.raises(ConfigurationError, match="did not make"):
        start()
    assert _tables(database) == {"user"}


def test_a_migration_that_fails_half_way_changes_nothing(
    start: Start, database: Engine, later_version: Callable[[str], None], errors_expected: None
):
    start()
    later_version('op.execute("DROP TABLE meta CASCADE"); op.execute("SELECT nonsense")')
    with pytest.raises((SystemExit, Exception), match="nonsense"):
        start()
    assert "meta" in _tables(database)
    with database.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() != "9000"
