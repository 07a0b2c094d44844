"""The database is created and migrated at start, and never by code that is older than it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import OperationalError

from config import ConfigurationError
from messaging import create_app
from messaging.core.extensions import db
from messaging.operations import migrate
from messaging.operations.migrate import MIGRATIONS
from tests.support import apps
from tests.support.engines import SQLITE, only_on
from tests.support.people import Person


def _tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name for (name,) in rows} - {"sqlite_sequence", "sqlite_stat1"}


def _run(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


@pytest.fixture
def database(tmp_path: Path, template: Path) -> Path:
    """Where the application of this test will look for its database; not there yet."""
    return tmp_path / apps.DATABASE


def _start(folder: Path) -> Flask:
    app = create_app(apps.config_for(folder))
    apps.close(app)
    return app


@only_on(SQLITE, "it is about the file")
def test_an_empty_folder_becomes_a_database(tmp_path: Path, database: Path):
    _start(tmp_path)
    assert _tables(database) == {*db.metadata.tables, "alembic_version"}


def test_the_models_are_what_the_migrations_make(app: Flask):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, db.metadata) == []


def test_every_constraint_and_index_has_a_name():
    for table in db.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name
        assert all(index.name for index in table.indexes), table.name


def test_the_revisions_are_one_line():
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_revisions_import_no_application_code():
    for file in (MIGRATIONS / "versions").glob("*.py"):
        assert "messaging" not in file.read_text().replace("messaging_app", ""), file.name


@only_on(SQLITE, "it is about the file")
def test_down_and_up_again_gives_the_same_database(tmp_path: Path, database: Path):
    app = _start(tmp_path)
    before = _schema(database)
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="base")
        assert _tables(database) == {"alembic_version"}
        upgrade(directory=str(MIGRATIONS))
    apps.close(app)
    assert _schema(database) == before


def _schema(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


def test_starting_again_keeps_everything(app: Flask, ada: Person, bob: Person):
    message = ada.send(ada.direct(bob))
    apps.close(app)
    again = create_app(apps.config_for(app.config["DATA_DIR"]))
    assert ada.get(f"/chat/history/{bob.id}")["messages"] == [message]
    apps.close(again)


@only_on(SQLITE, "it is about the file")
def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path, database: Path):
    _start(tmp_path)
    _run(database, "UPDATE alembic_version SET version_num = '9999'")
    before = database.read_bytes()
    with pytest.raises(ConfigurationError, match="newer than this version"):
        _start(tmp_path)
    assert database.read_bytes() == before


@only_on(SQLITE, "it is about the file")
def test_somebody_elses_database_is_refused_and_left_alone(tmp_path: Path, database: Path):
    _run(database, "CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO user VALUES (1, 'x')")
    with pytest.raises(ConfigurationError, match="did not make"):
        _start(tmp_path)
    assert _tables(database) == {"user"}


@only_on(SQLITE, "it is about the file")
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, database: Path):
    database.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        _start(tmp_path)
    assert database.read_bytes() == b"not a database at all" * 1000


@only_on(SQLITE, "it is about the file")
def test_an_empty_file_becomes_a_database(tmp_path: Path, database: Path):
    database.touch()
    _start(tmp_path)
    assert "user" in _tables(database)


@only_on(SQLITE, "it is about the file")
def test_the_first_start_makes_facts_that_later_ones_keep(tmp_path: Path, database: Path):
    def facts() -> dict[str, str]:
        with closing(sqlite3.connect(database)) as connection:
            return dict(connection.execute("SELECT name, value FROM meta").fetchall())

    _start(tmp_path)
    first = facts()
    _start(tmp_path)
    assert facts() == first
    assert {"server_id", "epoch"} <= first.keys()


@only_on(SQLITE, "it is about the file")
def test_without_auto_migrate_nothing_is_touched(tmp_path: Path, database: Path):
    app = create_app(apps.config_for(tmp_path, auto_migrate=False))
    apps.close(app)
    assert not database.exists() or _tables(database) == set()


@only_on(SQLITE, "it is about the file")
def test_connections_are_set_up_for_many_readers_and_one_writer(app: Flask):
    with app.app_context(), db.engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert pragma == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 1}


@only_on(SQLITE, "it is about the file")
def test_full_synchronous_is_for_those_who_ask(make_app):
    app = make_app(sqlite_synchronous="FULL")
    with app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


# What a later version will do


@pytest.fixture
def later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`later_version("…")`: the migrations of a version to come, whose last one does this."""

    def write(upgrade_body: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, dirs_exist_ok=True)
        head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
        (folder / "versions" / "9000_later.py").write_text(
            f"from alembic import op\nrevision = '9000'\ndown_revision = {head!r}\n"
            f"def upgrade():\n    {upgrade_body}\ndef downgrade():\n    pass\n"
        )
        monkeypatch.setattr(migrate, "MIGRATIONS", folder)

    return write


def _people(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT username FROM user ORDER BY username")]


@only_on(SQLITE, "it is about the file")
def test_before_a_migration_the_database_is_copied(app: Flask, ada: Person, later_version):
    folder = app.config["DATA_DIR"]
    apps.close(app)
    later_version('op.execute("DELETE FROM user")')
    _start(folder)
    assert _people(folder / apps.DATABASE) == []
    (copy,) = (folder / "before-migration").glob("*.db")
    assert "ada" in _people(copy)


@only_on(SQLITE, "it is about the file")
def test_the_newest_three_copies_are_kept(app: Flask, ada: Person, later_version):
    folder = app.config["DATA_DIR"]
    apps.close(app)
    (folder / "before-migration").mkdir()
    for day in range(1, 6):
        (folder / "before-migration" / f"2020010{day}-000000.db").touch()
    later_version("pass")
    _start(folder)
    assert len(list((folder / "before-migration").glob("*.db"))) == 3
    assert "ada" in _people(max((folder / "before-migration").glob("*.db")))


@only_on(SQLITE, "it is about the file")
def test_a_migration_that_fails_half_way_changes_nothing(app: Flask, ada: Person, later_version, errors_expected):
    folder = app.config["DATA_DIR"]
    apps.close(app)
    later_version('op.execute("DELETE FROM user"); op.execute("SELECT nonsense")')
    with pytest.raises((SystemExit, OperationalError)):
        _start(folder)
    assert "ada" in _people(folder / apps.DATABASE)
    with closing(sqlite3.connect(folder / apps.DATABASE)) as connection:
        ((version,),) = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert version != "9000"


@only_on(SQLITE, "it is about the file")
def test_a_new_database_is_not_copied(tmp_path: Path, database: Path):
    _start(tmp_path)
    assert not (tmp_path / "before-migration").exists()
