"""What was removed is gone from the disk, too: from the tables, from the search's index, and from their journals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from messaging.search.feeding import feeder
from tests.server.test_search import found
from tests.support.engines import SQLITE, on_both_engines, only_on
from tests.support.people import Person
from tests.support.retention import age, sweep

WORD = "жщъ"
"""Three letters that stand nowhere else, whose pieces FTS5 writes in full: its neighbours begin otherwise."""
INDEX, TABLES = "search-index.db", "messaging_app.db"
in_files = only_on(SQLITE, "PostgreSQL's files are its own")


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    """Ada's and Bob's, kept for thirty days."""
    group = ada.group("Team", bob)
    return ada.patch(f"/conversations/{group['id']}", {"retention_days": 30})["conversation"]


def _holding(app: Flask, word: str = WORD) -> set[str]:
    """The databases that hold the word somewhere, in their files or in what lies beside them."""
    files = [file for file in Path(app.config["DATA_DIR"]).iterdir() if file.is_file()]
    return {file.name.partition("-wal")[0] for file in files if word.encode() in file.read_bytes()}


def _index_and_forget(app: Flask) -> None:
    """What the server does by itself: soon, and every hour."""
    with app.app_context():
        feeder.index_now()
        feeder.forget_outdated()


@in_files
def test_nothing_is_left_of_what_became_too_old(app: Flask, ada: Person, team: dict[str, Any]) -> None:
    for number in range(20):
        ada.send(team, f"Word {number}: {WORD}")
    assert len(found(ada, WORD)) == 20
    assert _holding(app) == {INDEX, TABLES}
    age(app, team["id"], days=31)
    ada.send(team, "Young")
    _index_and_forget(app)
    sweep(app)
    assert _holding(app) == set()
    assert found(ada, "young") == ["Young"]


@in_files
def test_nothing_is_left_of_what_was_deleted(app: Flask, ada: Person, team: dict[str, Any]) -> None:
    said = ada.send(team, WORD)
    assert found(ada, WORD) == [WORD]
    ada.delete(f"/messages/{said['id']}")
    _index_and_forget(app)
    sweep(app)
    assert _holding(app) == set()


@in_files
def test_the_index_keeps_nothing_of_what_was_edited(app: Flask, ada: Person, team: dict[str, Any]) -> None:
    """The tables do: what a message said before is its history."""
    said = ada.send(team, f"A frog and {WORD}")
    assert found(ada, WORD) == [f"A frog and {WORD}"]
    ada.patch(f"/messages/{said['id']}", {"content": "A frog"})
    _index_and_forget(app)
    assert _holding(app) == {TABLES}
    assert found(ada, "frog") == ["A frog"]


@on_both_engines
def test_forgetting_what_was_before_an_edit_keeps_what_is_now(app: Flask, ada: Person, team: dict[str, Any]) -> None:
    said, other = ada.send(team, "A newt"), ada.send(team, "Another newt")
    note = ada.post("/contexts", {"title": "Newts", "content": "They swim"})["context"]
    with app.app_context():
        feeder.index_now()
    for turn in range(3):
        ada.patch(f"/messages/{said['id']}", {"content": f"A newt, {turn}"})
        ada.patch(f"/contexts/{note['id']}", {"content": f"They swim, {turn}"})
        _index_and_forget(app)
    ada.delete(f"/messages/{other['id']}")
    _index_and_forget(app)
    assert found(ada, "newt") == ["A newt, 2"]
    assert [hit["context"]["content"] for hit in ada.get("/search?q=swim")["contexts"]] == ["They swim, 2"]
    entries = text("SELECT message_id FROM search_entry WHERE line IS NOT NULL")
    listed = feeder.prepare().read(lambda connection: connection.execute(entries).scalars().all())
    assert sorted(listed) == sorted([said["id"], note["id"]])


@on_both_engines
def test_what_comes_back_after_it_was_forgotten_is_found(app: Flask, ada: Person, team: dict[str, Any]) -> None:
    """The newest place in the index is free again, and another message takes it."""
    ada.send(team, "A frog")
    said = ada.send(team, "A newt")
    assert found(ada, "newt") == ["A newt"]
    ada.delete(f"/messages/{said['id']}")
    _index_and_forget(app)
    ada.send(team, "A newt again")
    _index_and_forget(app)
    assert found(ada, "newt") == ["A newt again"]
    assert found(ada, "frog") == ["A frog"]


@in_files
def test_an_index_that_forgot_is_sound(app: Flask, ada: Person, team: dict[str, Any]) -> None:
    """FTS5 was told to let go of exactly what it had been told: nothing is missing, nothing is left over."""
    said = "Kept {}, 东京大学 and a spinach 🥬 at https://example.org/"
    kept = [ada.send(team, said.format(number)) for number in range(30)]
    with app.app_context():
        feeder.index_now()
    for message in kept[:29]:
        ada.delete(f"/messages/{message['id']}")
    _index_and_forget(app)
    pieces = "SELECT count(*) FROM temp.pieces WHERE doc NOT IN (SELECT place FROM search_entry)"

    def left_over(connection: Any) -> int:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.pieces USING fts5vocab(main, search_words, instance)")
        return int(connection.exec_driver_sql(pieces).scalar_one())

    assert feeder.prepare().write(left_over) == 0
    assert found(ada, "大学") == [kept[29]["content"]]
