"""Presence: who is there, told to those who watch and know them, without flicker."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.people import Person, new_id
from tests.support.sockets import InProcessSocket

GRACE, GATHER = 8.0, 1.0


@pytest.fixture
def watcher(ada: Person, bob: Person) -> InProcessSocket:
    """Ada's socket, which watches Bob; they share a group."""
    ada.group("Team", bob)
    socket = ada.connect()
    socket.call("watch_presence", {"user_ids": [bob.id]})
    return socket


def _states(watcher: InProcessSocket) -> list[str]:
    """What has been told of Bob since the last look."""
    return [user["state"] for packet in watcher.received("presence") for user in packet["users"]]


def _watch(socket: InProcessSocket, *people: Person) -> dict[str, str]:
    answer = socket.call("watch_presence", {"user_ids": [person.id for person in people]})
    return {user["user_id"]: user["state"] for user in answer["users"]}


def test_who_watches_is_told_at_once_how_it_is(ada: Person, bob: Person, watcher):
    assert _watch(watcher, bob) == {bob.id: "offline"}
    bob.connect()
    assert _watch(watcher, bob) == {bob.id: "online"}


def test_coming_is_told_within_a_second(bob: Person, watcher):
    bob.connect()
    assert _states(watcher) == []
    watcher.background.advance(GATHER)
    assert _states(watcher) == ["online"]


def test_much_coming_and_going_within_a_second_is_one_packet(bob: Person, watcher):
    socket = bob.connect()
    for state in ("idle", "active", "idle"):
        socket.call("presence", {"state": state})
    watcher.background.advance(GATHER)
    assert _states(watcher) == ["idle"]


def test_going_is_told_after_a_time_of_grace(bob: Person, watcher):
    socket = bob.connect()
    watcher.background.advance(GATHER)
    socket.disconnect()
    watcher.background.advance(GRACE - 0.1)
    assert set(_states(watcher)) <= {"online"}
    watcher.background.advance(GATHER + 0.1)
    assert _states(watcher) == ["offline"]


def test_a_reload_is_no_news(bob: Person, watcher):
    bob.connect().disconnect()
    watcher.background.advance(GRACE / 2)
    bob.connect()
    watcher.background.advance(2 * GRACE)
    assert set(_states(watcher)) == {"online"}


def test_each_going_has_its_own_time_of_grace(bob: Person, watcher):
    bob.connect().disconnect()
    watcher.background.advance(GRACE - 2)
    bob.connect().disconnect()
    watcher.background.advance(4)  # the first time of grace is over, the second is not
    assert "offline" not in _states(watcher)
    watcher.background.advance(GRACE)
    assert _states(watcher) == ["offline"]


def test_one_of_several_sockets_may_go(bob: Person, watcher):
    first, _second = bob.connect(), bob.connect()
    watcher.background.advance(GATHER)
    first.disconnect()
    watcher.background.advance(2 * GRACE)
    assert set(_states(watcher)) == {"online"}


def test_somebody_is_idle_when_all_their_sockets_are(bob: Person, watcher):
    desk, phone = bob.connect(), bob.connect()
    desk.call("presence", {"state": "idle"})
    watcher.background.advance(GATHER)
    assert _states(watcher)[-1] == "online"
    phone.call("presence", {"state": "idle"})
    watcher.background.advance(GATHER)
    assert _states(watcher) == ["idle"]
    desk.call("presence", {"state": "active"})
    watcher.background.advance(GATHER)
    assert _states(watcher) == ["online"]


def test_who_was_idle_and_reloads_is_told_to_be_back(bob: Person, watcher):
    socket = bob.connect()
    socket.call("presence", {"state": "idle"})
    watcher.background.advance(GATHER)
    assert _states(watcher) == ["idle"]
    socket.disconnect()
    bob.connect()
    watcher.background.advance(2 * GRACE)
    assert _states(watcher)[-1] == "online"


def test_when_somebody_was_last_seen_is_told(bob: Person, watcher):
    assert watcher.call("watch_presence", {"user_ids": [bob.id]})["users"][0]["last_seen_at"] is None
    bob.connect().disconnect()
    watcher.background.advance(2 * GRACE)
    assert watcher.received("presence")[-1]["users"][0]["last_seen_at"]


def test_a_new_list_replaces_the_last(bob: Person, cleo: Person, ada: Person, watcher):
    ada.direct(cleo)
    assert set(_watch(watcher, cleo)) == {cleo.id}
    bob.connect()
    watcher.background.advance(GATHER)
    assert watcher.received("presence") == []


def test_strangers_are_not_watched(ada: Person, cleo: Person, watcher):
    assert _watch(watcher, cleo) == {}
    cleo.connect()
    watcher.background.advance(GATHER)
    assert watcher.received("presence") == []


def test_strangers_look_like_people_who_are_not_there(watcher, cleo: Person):
    nobody: dict[str, Any] = watcher.call("watch_presence", {"user_ids": [new_id()]})
    assert watcher.call("watch_presence", {"user_ids": [cleo.id]}) == nobody


def test_a_contact_is_watched_without_a_conversation(ada: Person, cleo: Person, watcher):
    ada.post("/contacts", {"username": "cleo"})
    assert _watch(watcher, cleo) == {cleo.id: "offline"}


def test_who_was_removed_watches_no_longer(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    bobs = bob.connect()
    assert set(_watch(bobs, ada)) == {ada.id}
    ada.delete(f"/conversations/{group['id']}/members/{bob.id}")
    ada.connect()
    bobs.background.advance(GATHER)
    assert bobs.received("presence") == []
