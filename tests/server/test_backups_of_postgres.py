"""Backups of PostgreSQL by its own tools, pg_dump and pg_restore: of one moment, checked, and put in place for real."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, text

from messaging import create_app
from messaging.core.meta import installation
from messaging.operations.backups import databases as tools
from messaging.operations.backups.manifest import checksum
from messaging.operations.backups.shelf import backups_in
from tests.support import apps, databases, live
from tests.support.background import Background
from tests.support.engines import POSTGRESQL, only_on
from tests.support.files import picture, sent
from tests.support.http import InProcess
from tests.support.people import Person
from tests.support.stored import stored

pytestmark = only_on(POSTGRESQL, "test_backups.py says the same of SQLite")
DUMP = "messaging_app.dump"
Restore = Callable[[Path], Result]


@pytest.fixture
def data_dir(app: Flask) -> Path:
    path: Path = app.config["DATA_DIR"]
    return path


@pytest.fixture
def database(data_dir: Path) -> Iterator[Engine]:
    engine = databases.opened(data_dir)
    yield engine
    engine.dispose()


@pytest.fixture
def backup(app: Flask, data_dir: Path) -> Callable[[], Path]:
    """Make one; where it stands."""

    def make() -> Path:
        told = app.test_cli_runner().invoke(args=["backup"])
        assert told.exit_code == 0, told.output
        return backups_in(data_dir)[0]

    return make


@pytest.fixture
def restore(app: Flask) -> Restore:
    """Stop, and restore."""

    def stop_and_restore(source: Path) -> Result:
        apps.close(app)
        return app.test_cli_runner().invoke(args=["restore", str(source), "--yes"])

    return stop_and_restore


def _texts(data_dir: Path) -> list[str]:
    with stored(data_dir) as rows:
        return [text for (text,) in rows.rows("SELECT content FROM message WHERE role = 'user' ORDER BY ordinal")]


def _epoch(data_dir: Path) -> str:
    with stored(data_dir) as rows:
        ((epoch,),) = rows.rows("SELECT value FROM meta WHERE name = 'epoch'")
    return str(epoch)


def _a_conversation(ada: Person, bob: Person) -> dict[str, Any]:
    team = ada.group("Team", bob)
    ada.send(team, "Look", file_ids=[sent(ada, picture(), "garden.png")["id"]])
    return team


def test_what_was_backed_up_comes_back_and_what_it_replaces_is_kept(
    ada: Person, bob: Person, backup: Callable[[], Path], data_dir: Path, restore: Restore, background: Background
) -> None:
    team = _a_conversation(ada, bob)
    made = backup()
    manifest = json.loads((made / "manifest.json").read_text())
    assert (manifest["database"], manifest["counts"]["message"]) == (DUMP, 1)
    ada.send(team, "Too late")
    epoch = installation.epoch
    told = restore(made)
    assert told.exit_code == 0, told.output
    assert _texts(data_dir) == ["Look"]
    app = create_app(apps.config_for(data_dir))
    background.take_over()
    try:
        assert installation.epoch != epoch
        again = Person(InProcess(app), None, ada.signed_in)
        assert [row["content"] for row in again.get(f"/messages/{team['id']}")["messages"]] == ["Look"]
        assert again.post("/sync/pull", {"epoch": epoch, "cursors": {}}).refusal == (409, "reset")
        assert again.send(team, "Goes on")["ordinal"] == 2
        found = again.get("/search?q=look")["hits"]
        assert [hit["message"]["content"] for hit in found] == ["Look"]
    finally:
        apps.close(app)
    (replaced,) = data_dir.glob("replaced-*")
    tools.load_postgres(databases.url_of(data_dir), replaced / DUMP)
    assert _texts(data_dir) == ["Look", "Too late"]


def test_it_is_of_one_moment_while_people_write(
    ada: Person, bob: Person, backup: Callable[[], Path], data_dir: Path, database: Engine, restore: Restore
) -> None:
    ada.group("Team", bob)
    wrote, stop = threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            with database.begin() as connection:
                connection.execute(text("UPDATE conversation SET message_count = message_count + 1"))
                connection.execute(text("UPDATE conversation SET last_receipt_seq = message_count"))
            wrote.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert wrote.wait(live.PATIENCE)
    try:
        made = backup()
    finally:
        stop.set()
        writer.join()
    assert restore(made).exit_code == 0
    with stored(data_dir) as rows:
        ((count, receipts),) = rows.rows("SELECT message_count, last_receipt_seq FROM conversation")
    assert count == receipts > 0


def _cut(made: Path) -> None:
    (made / DUMP).write_bytes((made / DUMP).read_bytes()[:5000])


def _exchange(made: Path) -> None:
    """A dump that is none, and a manifest that says so."""
    (made / DUMP).write_bytes(b"PGDMP" + b"x" * 5000)
    told = json.loads((made / "manifest.json").read_text())
    told["sha256"] = checksum(made / DUMP)
    (made / "manifest.json").write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("spoil", "said"), [(_cut, "is not what manifest.json says"), (_exchange, "pg_restore failed")]
)
def test_what_is_no_sound_backup_changes_nothing(
    spoil: Callable[[Path], None],
    said: str,
    ada: Person,
    bob: Person,
    backup: Callable[[], Path],
    data_dir: Path,
    restore: Restore,
) -> None:
    team = _a_conversation(ada, bob)
    made = backup()
    spoil(made)
    ada.send(team, "Still here")
    epoch = _epoch(data_dir)
    told = restore(made)
    assert told.exit_code == 1
    assert said in told.output
    assert _texts(data_dir) == ["Look", "Still here"]
    assert _epoch(data_dir) == epoch


def test_without_its_tools_it_is_said_what_to_install(
    ada: Person, app: Flask, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools.shutil, "which", lambda _: None)
    told = app.test_cli_runner().invoke(args=["backup"])
    assert told.exit_code == 1
    assert "postgresql-client" in told.output
    assert backups_in(data_dir) == []


def test_a_backup_of_the_other_kind_is_refused(
    ada: Person, backup: Callable[[], Path], tmp_path: Path, restore: Restore
) -> None:
    file = tmp_path / "messaging_app.db"
    file.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    told = restore(file)
    assert told.exit_code == 1
    assert "flask copy-database" in told.output


def test_the_server_must_stand_still(tmp_path: Path, template: Path) -> None:
    with live.running("eventlet", tmp_path / "live") as server:
        ada, bob = server.arrive("ada"), server.arrive("bob")
        team = _a_conversation(ada, bob)
        made = server.command("backup")
        assert made.returncode == 0, made.stderr
        (folder,) = backups_in(server.data_dir)
        ada.send(team, "Too late")
        refused = server.command("restore", folder, "--yes")
        assert (refused.returncode, "Stop it first" in refused.stderr) == (1, True), refused.stderr
        server.stop()
        restored = server.command("restore", folder, "--yes")
        assert restored.returncode == 0, restored.stderr
        server.start()
        again = Person(server.http(), server.connect, ada.signed_in)
        assert [row["content"] for row in again.get(f"/messages/{team['id']}")["messages"]] == ["Look"]
