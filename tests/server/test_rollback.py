"""What fails half-way leaves nothing: no row, no number used, nothing published.

A trigger in the database refuses the nth entry of a log, for each n that an operation gets to, so that every
operation is broken off at every one of its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, inspect

from tests.support import databases
from tests.support.answers import Answer
from tests.support.background import Background
from tests.support.engines import POSTGRESQL, SQLITE
from tests.support.people import Person, new_id, op
from tests.support.sockets import Packet

REFUSE = {
    SQLITE: (
        "CREATE TABLE fault (entries_left INTEGER)",
        """
        CREATE TRIGGER fault BEFORE INSERT ON sync_event WHEN EXISTS (SELECT 1 FROM fault) BEGIN
            SELECT RAISE(ABORT, 'broken off by a test') WHERE (SELECT entries_left FROM fault) = 0;
            UPDATE fault SET entries_left = entries_left - 1;
        END
        """,
    ),
    POSTGRESQL: (
        "CREATE TABLE fault (entries_left INTEGER)",
        """
        CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF (SELECT entries_left FROM fault) = 0 THEN RAISE 'broken off by a test'; END IF;
            UPDATE fault SET entries_left = entries_left - 1;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER fault BEFORE INSERT ON sync_event FOR EACH ROW EXECUTE FUNCTION break_off()",
    ),
}
Doing = Callable[[], Answer]

pytestmark = pytest.mark.usefixtures("errors_expected")


class Database:
    """The database of the application under test, from outside."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tables = [table for table in inspect(engine).get_table_names() if not table.startswith("search_")]
        self.run(*REFUSE[engine.dialect.name])

    def run(self, *statements: str) -> None:
        with self._engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def dump(self) -> dict[str, list[str]]:
        """Everything in it."""
        with self._engine.connect() as connection:
            tables = {name: connection.exec_driver_sql(f'SELECT * FROM "{name}"') for name in self._tables}
            return {name: sorted(map(repr, rows)) for name, rows in tables.items()}

    @contextmanager
    def failing_after(self, entries: int) -> Iterator[None]:
        """Let so many entries of logs pass and refuse the next."""
        self.run(f"INSERT INTO fault VALUES ({entries})")
        yield
        self.run("DELETE FROM fault")


@pytest.fixture
def database(app: Flask) -> Iterator[Database]:
    engine = databases.opened(app.config["DATA_DIR"])
    yield Database(engine)
    engine.dispose()


class Scene:
    """Ada and Bob in a group with a message that Bob has reacted to."""

    def __init__(self, ada: Person, bob: Person, cleo: Person) -> None:
        self.ada, self.bob, self.cleo = ada, bob, cleo
        self.group = ada.group("Garden", bob)
        self.message = ada.send(self.group)
        bob.put(f"/messages/{self.message['id']}/reactions/👍")
        self.contact = ada.post("/contacts", {"contact_id": bob.id})["contact"]
        self.other_device = ada.another_device()
        self.direct = ada.direct(bob)
        self.members = f"/conversations/{self.group['id']}/members"
        self.invite = ada.post("/invites", {"conversation_id": self.group["id"]})["invite"]


def _message(scene: Scene) -> dict[str, Any]:
    return {"id": new_id(), "conversation_id": scene.group["id"], "content": "Hello"}


def _group(scene: Scene) -> dict[str, Any]:
    return {"id": new_id(), "kind": "group", "title": "New", "member_ids": [scene.bob.id, scene.cleo.id]}


OPERATIONS: dict[str, Callable[[Scene], Answer]] = {
    "sending": lambda s: s.ada.post("/messages", _message(s)),
    "sending to a person": lambda s: s.ada.post(
        "/messages", {"id": new_id(), "recipient_id": s.cleo.id, "content": "Hello"}
    ),
    "editing": lambda s: s.ada.patch(f"/messages/{s.message['id']}", {"content": "Edited"}),
    "deleting": lambda s: s.ada.delete(f"/messages/{s.message['id']}"),
    "reacting": lambda s: s.ada.put(f"/messages/{s.message['id']}/reactions/🎉"),
    "taking a reaction back": lambda s: s.bob.delete(f"/messages/{s.message['id']}/reactions/👍"),
    "making a group": lambda s: s.ada.post("/conversations", _group(s)),
    "opening a direct conversation": lambda s: s.ada.post(
        "/conversations", {"id": new_id(), "kind": "direct", "member_ids": [s.cleo.id]}
    ),
    "renaming a group": lambda s: s.ada.patch(f"/conversations/{s.group['id']}", {"title": "Greenhouse"}),
    "deleting a group": lambda s: s.ada.delete(f"/conversations/{s.group['id']}"),
    "hiding a direct conversation": lambda s: s.ada.delete(f"/conversations/{s.direct['id']}"),
    "adding members": lambda s: s.ada.post(s.members, {"user_ids": [s.cleo.id]}),
    "changing a role": lambda s: s.ada.patch(f"{s.members}/{s.bob.id}", {"role": "moderator"}),
    "removing a member": lambda s: s.ada.delete(f"{s.members}/{s.bob.id}"),
    "leaving as the owner": lambda s: s.ada.delete(f"{s.members}/{s.ada.id}"),
    "joining by an invite": lambda s: s.cleo.post("/invites/accept", {"token": s.invite["token"]}),
    "archiving": lambda s: s.bob.patch(f"/conversations/{s.group['id']}", {"archived": True}),
    "adding a contact": lambda s: s.ada.post("/contacts", {"contact_id": s.cleo.id, "nickname": "C"}),
    "renaming a contact": lambda s: s.ada.put(f"/contacts/{s.contact['id']}", {"nickname": "Bobby"}),
    "removing a contact": lambda s: s.ada.delete(f"/contacts/{s.contact['id']}"),
    "changing a profile": lambda s: s.bob.patch("/users/me", {"display_name": "Robert"}),
    "renaming a device": lambda s: s.ada.patch(f"/devices/{s.ada.device_id}", {"name": "Tablet"}),
    "signing a device out": lambda s: s.ada.delete(f"/devices/{s.other_device.device_id}"),
}


@pytest.mark.parametrize("doing", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_what_is_broken_off_leaves_nothing_behind(
    doing: Callable[[Scene], Answer],
    ada: Person,
    bob: Person,
    cleo: Person,
    database: Database,
    published: list[Packet],
    background: Background,
) -> None:
    scene = Scene(ada, bob, cleo)
    background.advance(1)
    published.clear()
    before, broken_off = database.dump(), 0
    while True:
        with database.failing_after(broken_off):
            answer = doing(scene)
        if answer.ok:
            break
        assert answer.refusal == (500, "internal")
        assert database.dump() == before
        background.advance(1)  # receipts are told later
        assert published == []
        broken_off += 1
    assert broken_off > 0
    assert published


def test_who_sends_after_a_failure_gets_the_number_that_it_gave_back(
    ada: Person, bob: Person, cleo: Person, database: Database
) -> None:
    scene = Scene(ada, bob, cleo)
    form = _message(scene)
    with database.failing_after(0):
        assert ada.post("/messages", form).refusal == (500, "internal")
    message = ada.post("/messages", form)["message"]
    assert message["ordinal"] == scene.message["ordinal"] + 1
    assert message["version"] == ada.see(scene.group)["last_seq"] == scene.message["version"] + 2  # after the reaction


def test_an_operation_that_fails_does_not_hold_up_the_others_of_its_push(
    ada: Person, bob: Person, cleo: Person, database: Database, published: list[Packet]
) -> None:
    """It is to be tried again, and then succeeds under the same id."""
    scene = Scene(ada, bob, cleo)
    published.clear()
    fields = {"conversation_id": scene.group["id"], "content": "Pushed"}
    fails, passes = op("message", "create", new_id(), fields=fields), op("user", "update", new_id())
    with database.failing_after(0):
        results = ada.push(fails, passes)
    assert [result["status"] for result in results] == ["retry", "rejected"]
    assert published == []
    assert [result["status"] for result in ada.push(fails)] == ["applied"]
