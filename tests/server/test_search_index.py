"""The index may be behind, damaged, or another database's: what is found is right all the same."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from messaging import create_app
from messaging.search.feeding import GATHER_SECONDS, feeder
from tests.server.test_search import found, search
from tests.support import apps, databases
from tests.support.background import Background
from tests.support.engines import SQLITE, only_on
from tests.support.people import Person, new_id

INDEX = "search-index.db"


@pytest.fixture
def data_dir(app: Flask) -> Path:
    path: Path = app.config["DATA_DIR"]
    return path


@only_on(SQLITE, "there the index is a file beside the database")
def test_nothing_is_written_when_a_message_is_sent(ada: Person, bob: Person, data_dir: Path) -> None:
    """The index comes into being with the first search, or with the next rest."""
    ada.send(ada.direct(bob), "frog")
    assert not (data_dir / INDEX).exists()
    assert found(bob, "frog") == ["frog"]
    assert (data_dir / INDEX).exists()


@only_on(SQLITE, "there the index is a file beside the database")
@pytest.mark.parametrize("damage", ["emptied", "overwritten", "cut", "another"])
def test_a_damaged_index_is_made_anew(
    damage: str, app: Flask, ada: Person, bob: Person, data_dir: Path, background: Background
) -> None:
    direct = ada.direct(bob)
    ada.send(direct, "A frog")
    assert found(ada, "frog") == ["A frog"]
    ada.send(direct, "Another frog")
    background.advance(2 * GATHER_SECONDS)
    apps.close(app)
    for beside in data_dir.glob(f"{INDEX}-*"):
        beside.unlink()
    index = data_dir / INDEX
    content = {"emptied": b"", "overwritten": b"\x00frog" * 5_000, "cut": index.read_bytes()[:5_000]}
    index.write_bytes(content.get(damage, b"SQLite format 3\x00"))
    create_app(apps.config_for(data_dir))
    assert sorted(found(ada, "frog")) == ["A frog", "Another frog"]


@only_on(SQLITE, "there it is a file that can be damaged")
def test_an_index_that_breaks_under_the_server_is_made_anew(
    ada: Person, bob: Person, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.send(ada.direct(bob), "A frog")
    assert found(ada, "frog") == ["A frog"]
    assert feeder.index is not None
    candidates, broken = feeder.index.candidates, [True]

    def break_once(*asked: Any) -> Any:
        if broken:
            broken.clear()
            raise sqlite3.DatabaseError("database disk image is malformed")
        return candidates(*asked)

    monkeypatch.setattr(feeder.index, "candidates", break_once)
    assert found(ada, "frog") == ["A frog"]
    assert broken == []


def test_the_index_of_a_database_that_was_put_aside_is_not_asked(
    app: Flask, ada: Person, bob: Person, data_dir: Path, background: Background, tmp_path: Path
) -> None:
    direct = ada.direct(bob)
    background.advance(1)
    apps.close(app)
    databases.copy(data_dir, tmp_path)
    create_app(apps.config_for(data_dir))
    background.take_over()
    ada.send(direct, "A frog that a restore loses")
    background.advance(2 * GATHER_SECONDS)
    assert len(found(ada, "frog")) == 1
    apps.close(app)
    databases.copy(tmp_path, data_dir)
    create_app(apps.config_for(data_dir))
    background.take_over()
    assert found(ada, "frog") == []
    ada.send(direct, "A newt in its place")
    background.advance(2 * GATHER_SECONDS)
    assert found(ada, "newt") == ["A newt in its place"]


def test_what_a_killed_server_had_not_indexed_is_indexed_later(
    app: Flask, ada: Person, bob: Person, data_dir: Path, background: Background
) -> None:
    direct = ada.direct(bob)
    search(ada, "an index is there")
    ada.send(direct, "A frog")
    apps.close(app)  # and with it all that was waiting
    create_app(apps.config_for(data_dir))
    background.take_over()
    assert found(ada, "frog") == ["A frog"]
    with app.app_context():
        assert feeder.index_now() > 0
        assert feeder.index_now() == 0
    assert found(ada, "frog") == ["A frog"]


def test_indexing_twice_shows_nothing_twice(ada: Person, background: Background) -> None:
    group = ada.group("Notes")
    said = ada.send(group, "A frog")
    for number in range(5):
        ada.patch(f"/messages/{said['id']}", {"content": f"A frog, edited {number}"})
        background.advance(2 * GATHER_SECONDS)
    assert found(ada, "frog") == ["A frog, edited 4"]


def test_a_server_searches_while_it_is_written_to(live_server: object) -> None:
    """On eventlet, several people at once: every message is found as soon as it is acknowledged."""
    with live_server("eventlet") as server:  # type: ignore[operator]
        people = [server.arrive(f"person-{number}") for number in range(4)]
        group = people[0].group("Pond", *people[1:])
        wrong: list[str] = []

        def write_and_search(person: Person) -> None:
            for number in range(15):
                word = f"frog{new_id()[-6:]}x{number}"
                person.send(group, f"a {word} sits")
                if found(person, word) != [f"a {word} sits"]:
                    wrong.append(word)

        threads = [threading.Thread(target=write_and_search, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert len(found(people[0], "sits", limit=100)) == 60
