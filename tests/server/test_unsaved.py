"""While nothing can be written: live delivery goes on, reading goes on, nobody is told that something was kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pytest
from flask import Flask

from tests.support.background import Background
from tests.support.engines import SQLITE, only_on
from tests.support.faults import unwritable
from tests.support.http import InProcess
from tests.support.people import Person, new_id, op

pytestmark = pytest.mark.usefixtures("errors_expected")
Fault = Callable[..., AbstractContextManager[None]]
ON_A_DISK = only_on(SQLITE, "it is about the file")
MESSAGE = "Can you read this? " * 500


@pytest.fixture
def fault(app: Flask) -> Fault:
    return partial(unwritable, app)


@pytest.fixture
def team(ada: Person, bob: Person, cleo: Person) -> dict[str, Any]:
    return ada.group("Team", bob, cleo)


def form_for(team: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": new_id(), "conversation_id": team["id"], "content": MESSAGE, **more}


def create(form: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in form.items() if name != "id"}
    return op("message", "create", form["id"], fields=fields)


@pytest.mark.parametrize("why", ["read_only", pytest.param("full", marks=ON_A_DISK)])
@pytest.mark.parametrize("way", ["socket", "http", "push"])
def test_a_message_that_cannot_be_kept_reaches_those_who_are_online_and_is_stored_once_afterwards(
    ada: Person, bob: Person, team: dict[str, Any], fault: Fault, background: Background, way: str, why: str
) -> None:
    adas, bobs = ada.connect(), bob.connect()
    form = form_for(team)
    before = bob.pull()
    with fault(why):
        if way == "socket":
            assert adas.call("send_message", form).refusal == "read_only"
        elif way == "http":
            answer = ada.post("/messages", form)
            assert (answer.refusal, answer.error["details"]) == ((503, "read_only"), {"reason": why})
            assert answer.headers["Retry-After"] == "5"
        else:
            (result,) = ada.push(create(form))
            assert (result["status"], result["error"]["code"]) == ("retry", "read_only")
        told = bobs.expect("unsaved_message")["message"]
        assert (told["id"], told["content"], told["sender_id"]) == (form["id"], MESSAGE, ada.id)
        assert adas.expect("unsaved_message")["message"] == told
        background.settle()
        assert bobs.expect("service")["state"] == "read_only"
        assert bobs.received("changes") == []
        assert bob.pull(cursors(before))["logs"] == []
    background.advance(2)
    assert bobs.expect("service") == {"state": "ok", "reason": None, "since": None}
    sent = adas.call("send_message", form)["message"]
    assert adas.call("send_message", form)["message"] == sent
    assert sent["ordinal"] == 1 + team["last_ordinal"]
    ids = [message["id"] for message in bob.get(f"/messages/{team['id']}")["messages"]]
    assert ids.count(form["id"]) == 1


def test_who_talks_on_is_heard_in_order_and_stored_in_order(
    ada: Person, bob: Person, team: dict[str, Any], fault: Fault, background: Background
) -> None:
    ada.connect()
    bobs = bob.connect()
    forms = [form_for(team) for _ in range(3)]
    with fault():
        results = ada.push(*map(create, forms))
        assert [result["status"] for result in results] == ["retry"] * 3
        told = [packet["message"]["id"] for packet in bobs.received("unsaved_message")]
        assert told == [form["id"] for form in forms]
    background.advance(2)
    assert [result["status"] for result in ada.push(*map(create, forms))] == ["applied"] * 3
    ids = [message["id"] for message in bob.get(f"/messages/{team['id']}")["messages"]]
    assert ids[-3:] == told


def test_what_its_sender_takes_back_before_it_was_kept_is_gone_for_those_who_were_told(
    ada: Person, bob: Person, cleo: Person, team: dict[str, Any], fault: Fault, background: Background
) -> None:
    ada.connect()
    bobs, outsider = bob.connect(), cleo.connect()
    assert ada.delete(f"/conversations/{team['id']}/members/{cleo.id}").ok
    forms = [form_for(team) for _ in range(2)]
    creations = [create(form) for form in forms]
    with fault():
        ada.push(*creations)
        assert len(bobs.received("unsaved_message")) == 2
        withdrawn = [{**creation, "withdrawn": True} for creation in creations]
        assert [result["status"] for result in ada.push(*withdrawn)] == ["retry"] * 2
        gone = [{"id": form["id"], "conversation_id": team["id"], "sender_id": ada.id} for form in forms]
        assert bobs.received("unsaved_withdrawn") == gone
        assert bobs.received("unsaved_message") == []
        # Only what is one's own, where one writes, is taken back in one's name.
        assert cleo.push({**create(forms[0]), "withdrawn": True})[0]["status"] == "retry"
        assert outsider.received("unsaved_withdrawn") == bobs.received("unsaved_withdrawn") == []
    background.advance(2)
    # What may have been stored by an earlier attempt is stored, and then deleted like any.
    assert [result["status"] for result in ada.push(*withdrawn)] == ["applied"] * 2
    assert [result["status"] for result in ada.push(*(op("message", "delete", form["id"]) for form in forms))] == [
        "applied",
        "applied",
    ]
    assert all(message["deleted_at"] for message in bob.get(f"/messages/{team['id']}")["messages"][-2:])


def cursors(pulled: Any) -> dict[str, int]:
    return {entry["log"]: entry["to"] for entry in pulled["logs"]}


def test_only_who_may_write_there_is_heard(
    ada: Person, bob: Person, cleo: Person, team: dict[str, Any], fault: Fault, background: Background
) -> None:
    news = ada.group("News", bob, posting="moderators")
    adas, bobs, cleos = ada.connect(), bob.connect(), cleo.connect()
    closed = ada.group("Closed later", bob)
    assert ada.patch(f"/conversations/{closed['id']}", {"posting": "moderators"}).ok
    assert ada.delete(f"/conversations/{team['id']}/members/{cleo.id}").ok
    background.settle()
    with fault():
        assert adas.call("send_message", form_for(news)).refusal == "read_only"
        assert bobs.expect("unsaved_message")["message"]["conversation_id"] == news["id"]
        for socket, conversation in ((bobs, news), (bobs, closed), (cleos, team), (cleos, news)):
            assert socket.call("send_message", form_for(conversation)).refusal == "read_only"
        assert {told["message"]["conversation_id"] for told in adas.received("unsaved_message")} == {news["id"]}
        assert cleos.received("unsaved_message") == bobs.received("unsaved_message") == []


def test_what_hangs_on_it_is_announced_and_a_direct_message_finds_its_conversation(
    ada: Person, bob: Person, fault: Fault
) -> None:
    direct = ada.direct(bob)
    adas, bobs = ada.connect(), bob.connect()
    with fault():
        adas.call("send_message", form_for(direct))  # from now on it is known that nothing can be written
        bobs.expect("unsaved_message")
        adas.call("send_message", {"id": new_id(), "recipient_id": bob.id, "content": "", "file_ids": [new_id()]})
    told = bobs.expect("unsaved_message")["message"]
    assert (told["attached"], told["conversation_id"]) == (1, direct["id"])


def test_reading_goes_on(ada: Person, bob: Person, team: dict[str, Any], fault: Fault) -> None:
    sent = bob.send(team)
    bobs = bob.connect()
    before = cursors(ada.pull())
    with fault():
        assert bobs.call("send_message", form_for(team)).refusal == "read_only"
        assert ada.get("/auth/me").ok
        assert ada.pull({**before, f"c:{team['id']}": sent["version"] - 1})["logs"]
        assert ada.get(f"/messages/{team['id']}").ok
        assert ada.connect().call("join_chat", {"conversation_id": team["id"]})["messages"]
        assert ada.connect().expect("ready")["service"]["reason"] == "read_only"


@ON_A_DISK
def test_every_page_of_the_administration_says_what_is_wrong(
    admin: Person, ada: Person, team: dict[str, Any], fault: Fault
) -> None:
    def page() -> str:
        return admin.http.send("GET", "/admin", admin.headers(), b"").text

    assert "can be saved" not in page()
    with fault("full"):
        assert not ada.post("/messages", form_for(team)).ok
        assert "Nothing can be saved since" in page()
        assert "the disk is full: free some room" in page()


@ON_A_DISK
def test_a_trouble_is_logged_once_and_told_to_hosts(
    app: Flask, ada: Person, team: dict[str, Any], fault: Fault, background: Background, caplog: Any
) -> None:
    def health() -> dict[str, Any]:
        answer: dict[str, Any] = InProcess(app).send("GET", "/health", {}, b"").json
        return answer

    assert health() == {"status": "healthy"}
    with fault("full"):
        for _ in range(5):
            assert not ada.post("/messages", form_for(team)).ok
            background.advance(1)
        assert health() == {"status": "healthy", "service": "read_only", "reason": "full"}
    background.advance(1)
    assert health() == {"status": "healthy"}
    lines = [record.getMessage() for record in caplog.records if record.name == "messaging.core.standing"]
    assert [line[:33] for line in lines] == ["the database cannot be written: t", "the database can be written again"]
    assert "free some room" in lines[0]
    assert [record.levelno for record in caplog.records if record.levelno >= logging.ERROR] == [logging.ERROR]


@pytest.fixture(autouse=True)
def _is_over(background: Background) -> Iterator[None]:
    yield
    background.advance(2)
