"""What another process told and nobody here heard is found at the heads of the logs, and rights that ended with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from messaging.core import publisher
from messaging.core.bus import Told, bus
from messaging.core.extensions import db
from messaging.core.meta import Meta, installation
from messaging.realtime import elsewhere as elsewhere_module
from messaging.realtime import presence
from messaging.realtime.connections import connections
from messaging.realtime.elsewhere import elsewhere
from messaging.realtime.repair import repair
from tests.support.people import Person


@dataclass
class Unheard:
    """In a block, what is published is lost, as what another process tells while Redis is away."""

    patch: pytest.MonkeyPatch

    def __enter__(self) -> None:
        self.patch.setattr(publisher, "_publish", lambda _changes: None)

    def __exit__(self, *_error: object) -> None:
        self.patch.undo()


@pytest.fixture
def unheard(monkeypatch: pytest.MonkeyPatch) -> Unheard:
    return Unheard(monkeypatch)


@pytest.fixture(autouse=True)
def _several(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """There may be other processes, but no Redis to hear them."""
    monkeypatch.setattr(type(bus), "configured", True)
    repair._told.clear()
    yield
    repair._told.clear()
    elsewhere.forget()


def _look(app: Flask) -> None:
    with app.app_context():
        repair.look()


def _hints(socket: Any) -> dict[str, int]:
    """The logs that a socket was told to pull, and up to where."""
    packets = socket.received("changes")
    assert all(packet["changes"] == [] and packet["from"] == packet["to"] for packet in packets)
    return {packet["log"]: packet["to"] for packet in packets}


def test_whoever_has_missed_a_message_is_told_where_the_log_stands_once(
    app: Flask, ada: Person, bob: Person, unheard: Unheard
):
    team = ada.group("Team", bob)
    bobs = bob.connect()
    _look(app)
    bobs.received("changes")
    with unheard:
        said = ada.send(team, "Nobody heard this")
    assert bobs.received("changes") == []
    _look(app)
    assert _hints(bobs)[f"c:{team['id']}"] == said["version"]
    _look(app)
    assert _hints(bobs) == {}
    logs = bob.pull({f"c:{team['id']}": said["version"] - 1})["logs"]
    assert said["id"] in str(logs)


def test_what_was_heard_is_not_told_again(app: Flask, ada: Person, bob: Person):
    team = ada.group("Team", bob)
    bobs = bob.connect()
    _look(app)
    ada.send(team, "Heard by all")
    bobs.background.advance(2)  # receipts, too
    bobs.received("changes")
    _look(app)
    assert _hints(bobs) == {}


def test_who_was_removed_or_added_meanwhile_is_out_or_in(app: Flask, ada: Person, bob: Person, unheard: Unheard):
    team = ada.group("Team", bob)
    bobs = bob.connect()
    with unheard:
        ada.delete(f"/conversations/{team['id']}/members/{bob.id}")
        class_ = ada.group("Class", bob)
    _look(app)
    assert bob.log in _hints(bobs)
    ada.send(team, "He is gone")
    lesson = ada.send(class_, "Welcome")
    heard = [change["entity_id"] for packet in bobs.received("changes") for change in packet["changes"]]
    assert heard == [lesson["id"]]


def test_a_device_that_was_signed_out_meanwhile_loses_its_socket(app: Flask, ada: Person, unheard: Unheard):
    phone = ada.another_device()
    phones = phone.connect()
    with unheard:
        assert ada.delete(f"/devices/{phone.device_id}").ok
    assert connections.of_user(ada.id)
    _look(app)
    phones.background.settle()
    assert connections.of_user(ada.id) == []


def test_who_became_an_administrator_is_one_on_the_socket_that_stands(
    app: Flask, admin: Person, ada: Person, unheard: Unheard
):
    ada.connect()
    (connection,) = connections.of_user(ada.id)
    assert admin.patch(f"/admin/users/{ada.id}", {"is_admin": True}).ok
    assert connection.actor.is_admin
    with unheard:
        assert admin.patch(f"/admin/users/{ada.id}", {"is_admin": False}).ok
    assert connection.actor.is_admin
    _look(app)
    assert not connection.actor.is_admin


def test_another_process_has_found_another_database(app: Flask, ada: Person):
    adas = ada.connect()
    with app.app_context():
        db.session.execute(update(Meta).where(Meta.name == "epoch").values(value="another"))
        db.session.commit()
    _look(app)
    assert adas.received("reset") == [{"epoch": "another"}]
    assert installation.epoch == "another"


# Presence of other processes


def _told(kind: str, people: dict[str, Any], process: str = "other") -> None:
    import orjson

    for handler in bus._handlers[kind]:
        handler(Told(process, kind, process, orjson.dumps(people)))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(elsewhere_module.time, "monotonic", lambda: now[0])
    return now


SEEN = "2026-11-21T05:30:00.123Z"


def test_people_of_a_process_that_falls_silent_are_gone_after_a_while(app: Flask, clock: list[float], ada: Person):
    _told("presence", {ada.id: ["online", SEEN]})
    assert presence.of_user(ada.id) == {"user_id": ada.id, "state": "online", "last_seen_at": SEEN}
    clock[0] += 10
    _told("beat", {})
    clock[0] += 10
    elsewhere.forget_the_silent()
    assert presence.of_user(ada.id)["state"] == "online"
    clock[0] += 10
    elsewhere.forget_the_silent()
    assert presence.of_user(ada.id)["state"] == "offline"


def test_while_nobody_can_be_heard_silence_means_nothing(app: Flask, clock: list[float], ada: Person):
    _told("presence", {ada.id: ["idle", SEEN]})
    clock[0] += 1000
    elsewhere.wait_anew()
    elsewhere.forget_the_silent()
    assert presence.of_user(ada.id)["state"] == "idle"


def test_who_left_while_the_line_was_broken_is_gone_when_all_is_told_anew(app: Flask, ada: Person, bob: Person):
    _told("presence", {ada.id: ["online", SEEN], bob.id: ["online", SEEN]})
    _told("presence_anew", {bob.id: ["online", SEEN]})
    assert presence.of_user(ada.id)["state"] == "offline"
    assert presence.of_user(bob.id)["state"] == "online"


def test_somebody_is_online_where_one_process_says_so(app: Flask, ada: Person):
    _told("presence", {ada.id: ["idle", SEEN]}, "one")
    _told("presence", {ada.id: ["online", SEEN]}, "two")
    assert presence.of_user(ada.id)["state"] == "online"
    _told("presence", {ada.id: ["offline", SEEN]}, "two")
    assert presence.of_user(ada.id)["state"] == "idle"


def test_a_process_that_has_just_come_is_told_of_everybody_here(
    app: Flask, ada: Person, monkeypatch: pytest.MonkeyPatch
):
    said: list[Any] = []
    monkeypatch.setattr(bus, "tell", lambda *words: said.append(words))
    adas = ada.connect()
    adas.background.advance(1)
    said.clear()
    _told("arrived", {})
    ((kind, process, people),) = said
    assert (kind, process) == ("presence_anew", bus.process)
    assert people[ada.id][0] == "online"
