"""`flask copy-database`: everything, either way, once, and compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from messaging import create_app
from messaging.core.extensions import db
from messaging.core.meta import installation
from messaging.operations.backups import running
from messaging.operations.copying import copy as copying
from messaging.operations.copying.copy import copy_database
from messaging.operations.copying.progress import NAME
from messaging.operations.high_water import GATHER_SECONDS
from tests.support import apps
from tests.support.background import Background
from tests.support.engines import SQLITE, only_on
from tests.support.files import picture, sent
from tests.support.http import InProcess
from tests.support.people import Person, new_id, sign_in
from tests.support.postgres import Postgres

pytestmark = only_on(SQLITE, "it compares files; a copy's other end is on PostgreSQL in it already")
Copy = Callable[[object, object], Result]
Tables = dict[str, list[tuple[Any, ...]]]


class Silent:
    """Watches, and may stop a copy after so many batches, as a kill would."""

    def __init__(self, batches: int = 10**9) -> None:
        self.left = batches

    def begin(self, what: str, length: int) -> None:
        pass

    def advance(self, count: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


@pytest.fixture
def data_dir(app: Flask) -> Path:
    path: Path = app.config["DATA_DIR"]
    return path


@pytest.fixture
def copy(app: Flask) -> Copy:
    """Stop the server, and `copy(FROM, TO)` → click's result."""

    def run(source: object, target: object) -> Result:
        apps.close(app)
        return app.test_cli_runner().invoke(args=["copy-database", str(source), str(target)])

    return run


@pytest.fixture
def lived_in(ada: Person, bob: Person) -> str:
    """A database with something of everything; returns the id of a message that was edited."""
    team = ada.group("Tëam 🌿", bob)
    first = ada.send(team, "Look at this: 'quotes' \\ and \"more\"", meta={"b": [1, None, 2.5], "a": {"ü": True}})
    ada.patch(f"/messages/{first['id']}", {"content": "Edited\nin lines"})
    bob.put(f"/messages/{first['id']}/reactions/👍")
    bob.send(team, "A picture", file_ids=[sent(bob, picture(), "garden.png")["id"]], reply_to=first["id"])
    gone = bob.send(team, "Gone")
    bob.delete(f"/messages/{gone['id']}")
    context = ada.post("/contexts", {"id": new_id(), "title": "Rules", "content": "Be kind", "tags": ["a", "b"]})
    ada.send(ada.direct(bob), "With a context", context_ids=[context["context"]["id"]])
    ada.post("/contacts", {"username": "bob", "nickname": "Bobby"})
    bob.patch(f"/conversations/{team['id']}", {"muted_until": "2030-01-01T00:00:00.000Z"})
    bob.post("/invites", {"conversation_id": team["id"]})
    return str(first["id"])


def rows_of(database: Path) -> Tables:
    """Every row of every table, exactly as the file holds it."""
    with closing(sqlite3.connect(database)) as held:
        names = [row[0] for row in held.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: sorted(held.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}


def test_there_and_back_again_nothing_has_changed(
    lived_in: str, ada: Person, data_dir: Path, tmp_path: Path, copy: Copy, postgres: Postgres, background: Background
) -> None:
    url = postgres.url_of(postgres.new_database())
    there = copy("DATA_DIR", url)
    assert there.exit_code == 0, there.output
    assert "The same in both" in there.output
    back = copy(url, f"sqlite:///{tmp_path / 'back.db'}")
    assert back.exit_code == 0, back.output
    before, after = rows_of(data_dir / apps.DATABASE), rows_of(tmp_path / "back.db")
    assert len(before["message"]) == 4
    assert after == before

    # On the copy people go on: nobody signs in again, numbers follow those that were copied, devices need no new pull.
    cursors = {entry["log"]: entry["to"] for entry in ada.pull()["logs"]}
    epoch = installation.epoch
    app = create_app(apps.config_for(data_dir, database_url=url))
    background.take_over()
    moved = Person(InProcess(app), None, ada.signed_in)
    assert installation.epoch == epoch
    assert moved.patch(f"/messages/{lived_in}", {"content": "Edited again"}).ok
    told = moved.pull(cursors, epoch=epoch)["logs"]
    assert [change["row"]["content"] for entry in told for change in entry["changes"]] == ["Edited again"]
    assert [hit["message"]["content"] for hit in moved.get("/search?q=picture")["hits"]] == ["A picture"]
    edits = moved.get(f"/messages/{lived_in}/history")["edits"]
    assert len(edits) == 2
    apps.close(app)


def test_what_was_written_on_the_old_database_since_is_missed_and_asked_back(
    lived_in: str, ada: Person, data_dir: Path, copy: Copy, postgres: Postgres, background: Background
) -> None:
    url = postgres.url_of(postgres.new_database())
    assert copy("DATA_DIR", url).exit_code == 0
    epoch = installation.epoch
    still_the_old_one = create_app(apps.config_for(data_dir))
    background.take_over()
    late = Person(InProcess(still_the_old_one), None, ada.signed_in)
    late.send(late.get("/conversations")["conversations"][0], "Too late")
    background.advance(GATHER_SECONDS)
    apps.close(still_the_old_one)
    apps.close(create_app(apps.config_for(data_dir, database_url=url)))
    assert installation.epoch != epoch


@pytest.mark.parametrize("stopped_after", [1, 7, 20])
@pytest.mark.parametrize("by_way_of_postgres", [False, True], ids=["to-sqlite", "to-postgresql"])
def test_a_copy_that_was_stopped_goes_on(
    lived_in: str,
    app: Flask,
    data_dir: Path,
    tmp_path: Path,
    copy: Copy,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    stopped_after: int,
    by_way_of_postgres: bool,
) -> None:
    monkeypatch.setattr(copying, "BATCH", 2)
    apps.close(app)
    file = f"sqlite:///{tmp_path / 'there.db'}"
    there = _on_postgres(request) if by_way_of_postgres else file
    here = f"sqlite:///{data_dir / apps.DATABASE}"
    with pytest.raises(KeyboardInterrupt), app.app_context():
        copy_database(here, there, app.extensions["config"], Silent(stopped_after))
    unfinished = copy(there, f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert (unfinished.exit_code, "is itself an unfinished copy" in unfinished.output) == (1, True), unfinished.output
    assert copy("DATA_DIR", there).exit_code == 0
    if by_way_of_postgres:
        assert copy(there, file).exit_code == 0
    after = rows_of(tmp_path / "there.db")
    assert NAME not in after
    assert after == rows_of(data_dir / apps.DATABASE)


def _on_postgres(request: pytest.FixtureRequest) -> str:
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.url_of(postgres.new_database())


def test_a_database_in_use_is_never_written_over(
    lived_in: str, data_dir: Path, tmp_path: Path, copy: Copy, template: Path
) -> None:
    apps.fresh_app(tmp_path / "other", template)
    other = create_app(apps.config_for(tmp_path / "other"))
    assert sign_in(InProcess(other), "ada").status == 401
    apps.close(other)
    fresh = tmp_path / "other" / apps.DATABASE
    assert copy("DATA_DIR", f"sqlite:///{fresh}").exit_code == 0  # it was started once, but nobody is in it
    before = rows_of(fresh)
    refused = copy("DATA_DIR", f"sqlite:///{fresh}")
    assert (refused.exit_code, "is in use: it holds 4 people" in refused.output) == (1, True), refused.output
    assert rows_of(fresh) == before


def test_tables_of_others_are_left_alone(lived_in: str, tmp_path: Path, copy: Copy) -> None:
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as theirs:
        theirs.execute("CREATE TABLE recipes (name TEXT)")
    refused = copy("DATA_DIR", f"sqlite:///{tmp_path / 'theirs.db'}")
    assert (refused.exit_code, "tables that QuChat did not make" in refused.output) == (1, True)
    assert list(rows_of(tmp_path / "theirs.db")) == ["recipes"]


def test_what_was_written_meanwhile_is_noticed(
    lived_in: str, app: Flask, data_dir: Path, tmp_path: Path, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = copying._compare

    def somebody_writes(*arguments: Any) -> Any:
        with closing(sqlite3.connect(data_dir / apps.DATABASE)) as held, held:
            held.execute("UPDATE message SET content = 'late' WHERE content = 'Edited\nin lines'")
        return compare(*arguments)

    there = f"sqlite:///{tmp_path / 'there.db'}"
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(copying, "_compare", somebody_writes)
        refused = copy("DATA_DIR", there)
    assert (refused.exit_code, "message: 4 and 4 rows" in refused.output) == (1, True), refused.output
    assert copy("DATA_DIR", there).exit_code == 0
    assert rows_of(tmp_path / "there.db") == rows_of(data_dir / apps.DATABASE)


def test_a_server_that_runs_is_not_copied_under_its_feet(
    lived_in: str, app: Flask, data_dir: Path, tmp_path: Path, copy: Copy
) -> None:
    with closing((data_dir / "running.lock").open("w")):
        running.hold(data_dir)
        refused = app.test_cli_runner().invoke(args=["copy-database", "DATA_DIR", f"sqlite:///{tmp_path / 'x.db'}"])
    assert (refused.exit_code, "QuChat is running on this DATA_DIR" in refused.output) == (1, True)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("sqlite:///nowhere.db", "There is no"),
        ("mysql://somewhere", "begins with sqlite:///"),
        ("env:NOT_THERE", "has no NOT_THERE"),
        ("postgresql://me:secret@127.0.0.1:1/nobody", "127.0.0.1"),
    ],
)
def test_what_cannot_be_copied_is_said_in_a_sentence(
    ada: Person, tmp_path: Path, copy: Copy, source: str, words: str
) -> None:
    refused = copy(source, f"sqlite:///{tmp_path / 'x.db'}")
    assert (refused.exit_code, words in refused.output) == (1, True), refused.output
    assert "secret" not in refused.output
    assert "Traceback" not in refused.output


def test_every_table_is_copied(app: Flask) -> None:
    with app.app_context():
        names = {table.name for table in copying.tables()}
        assert names == set(db.metadata.tables)
