"""People connected to different processes are together as if there were one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from tests.support.engines import SQLITE, only_on
from tests.support.people import Person, acknowledged, new_id, sign_in
from tests.support.processes import Processes, there

pytestmark = only_on(SQLITE, "it brings its own database")

_numbers = count(1)


@pytest.fixture
def anna(two: Processes) -> Person:
    """On the first process."""
    return two[0].arrive(f"anna{next(_numbers)}")


@pytest.fixture
def ben(two: Processes) -> Person:
    """On the second process."""
    return two[1].arrive(f"ben{next(_numbers)}")


def _say(socket: Any, conversation: dict[str, Any], content: str) -> dict[str, Any]:
    form = {"id": new_id(), "conversation_id": conversation["id"], "content": content}
    return acknowledged(socket.call("send_message", form))["message"]


def _changes(socket: Any) -> Iterator[dict[str, Any]]:
    """What a socket hears, as it comes."""
    while True:
        yield from socket.expect("changes")["changes"]


def _until(socket: Any, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """All that a socket hears, up to what is wanted."""
    heard = []
    for change in _changes(socket):
        heard.append(change)
        if wanted(change):
            return heard
    raise AssertionError("the changes ended")


def _is(entity: str, entity_id: str, op: str = "upsert") -> Callable[[dict[str, Any]], bool]:
    return lambda change: (change["entity"], change["entity_id"], change["op"]) == (entity, entity_id, op)


def test_what_is_said_on_one_is_heard_on_the_other_and_read_receipts_come_back(anna: Person, ben: Person):
    annas, bens = anna.connect(), ben.connect()
    team = anna.group("Team", ben)
    _until(bens, _is("conversation", team["id"]))
    said = _say(annas, team, "Hello from the first")
    assert _until(bens, _is("message", said["id"]))[-1]["row"]["content"] == "Hello from the first"
    answer = _say(bens, team, "Hello from the second")
    assert _until(annas, _is("message", answer["id"]))[-1]["row"] == answer
    acknowledged(bens.call("mark_as_read", {"conversation_id": team["id"], "ordinal": answer["ordinal"]}))
    receipt = _until(annas, lambda change: change["entity"] == "receipt" and change["entity_id"] == ben.id)[-1]
    assert receipt["row"]["read_ordinal"] >= said["ordinal"]


def test_typing_is_seen_and_ends_with_its_socket(anna: Person, ben: Person):
    team = anna.group("Team", ben)
    annas, bens = anna.connect(), ben.connect()
    for socket in (annas, bens):
        acknowledged(socket.call("join_chat", {"conversation_id": team["id"]}))
    acknowledged(annas.call("typing", {"conversation_id": team["id"], "active": True}))
    told = {"conversation_id": team["id"], "user_id": anna.id}
    assert bens.expect("typing") == {**told, "active": True}
    annas.disconnect()
    assert bens.expect("typing") == {**told, "active": False}


def test_presence_is_of_all_processes_together(two: Processes, anna: Person, ben: Person):
    anna.group("Team", ben)
    bens = ben.connect()

    def states() -> Iterator[str]:
        while True:
            yield from (user["state"] for user in bens.expect("presence")["users"] if user["user_id"] == anna.id)

    assert acknowledged(bens.call("watch_presence", {"user_ids": [anna.id]}))["users"][0]["state"] == "offline"
    seen = states()
    laptop = anna.connect()
    assert next(seen) == "online"
    acknowledged(laptop.call("presence", {"state": "idle"}))
    assert next(seen) == "idle"
    phone = there(anna, two[1]).connect()
    assert next(seen) == "online"
    acknowledged(phone.call("presence", {"state": "idle"}))
    assert next(seen) == "idle"
    phone.disconnect()
    laptop.disconnect()
    assert "offline" in seen  # once the time of grace is over
    again = acknowledged(bens.call("watch_presence", {"user_ids": [anna.id]}))["users"][0]
    assert again["state"] == "offline"
    assert again["last_seen_at"]


def test_a_device_is_signed_out_wherever_it_is_connected(two: Processes, ben: Person):
    phone = ben.another_device()
    socket = there(phone, two[1]).connect()
    elsewhere = there(ben, two[0])
    assert elsewhere.delete(f"/devices/{phone.device_id}").ok
    socket.expect_disconnect()
    assert there(phone, two[1]).get("/auth/me").refusal == (401, "unauthenticated")


@pytest.fixture
def root(two: Processes) -> Person:
    """The administrator, on the first process."""
    http = two[0].http()
    return Person(http, two[0].connect, sign_in(http, "root").json)


def test_who_is_shut_out_loses_every_socket_and_session_at_once(root: Person, ben: Person):
    socket = ben.connect()
    assert root.patch(f"/admin/users/{ben.id}", {"ban_reason": "Spam"}).ok
    socket.expect_disconnect()
    assert ben.get("/auth/me").refusal == (401, "unauthenticated")


def test_what_a_command_does_reaches_those_who_are_connected(two: Processes, ben: Person):
    socket = ben.connect()
    told = two[0].command("user", "reset-password", ben.username)
    assert told.returncode == 0, told.stderr
    socket.expect_disconnect()


def test_what_an_administrator_decides_holds_everywhere(root: Person, anna: Person, ben: Person):
    direct, bens = anna.direct(ben), ben.connect()
    ben.get("/auth/me")
    assert root.patch("/admin/settings", {"max_upload_mb": 7}).ok
    fence = anna.send(direct)
    _until(bens, _is("message", fence["id"]))
    assert ben.get("/auth/me")["limits"]["upload_bytes"] == 7 * 2**20


def test_who_was_removed_hears_nothing_more(anna: Person, ben: Person):
    team, class_ = anna.group("Team", ben), anna.group("Class", ben)
    bens = ben.connect()
    assert anna.delete(f"/conversations/{team['id']}/members/{ben.id}").ok
    _until(bens, _is("conversation", team["id"], "delete"))
    secret, fence = anna.send(team, "Now that he is gone"), anna.send(class_, "Lessons at nine")
    heard = _until(bens, _is("message", fence["id"]))
    assert secret["id"] not in [change["entity_id"] for change in heard]
    assert bens.call("typing", {"conversation_id": team["id"]})["error"]["code"] == "not_found"


def test_who_guesses_gets_no_more_tries_by_asking_each_process(two: Processes, anna: Person):
    form = {"current_password": "not my password", "new_password": "something else entirely"}
    answers = [there(anna, two[number % 2]).post("/auth/password", form) for number in range(12)]
    assert [answer.status for answer in answers] == [422] * 10 + [429] * 2
