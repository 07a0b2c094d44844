"""Receipts: how far everyone got and read. Pointers only grow, and travel gathered."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.support.people import Person, new_id


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    """Ada's group with Bob, and three messages of hers."""
    team = ada.group("Team", bob)
    for _ in range(3):
        ada.send(team)
    return team


def _pointers(person: Person, team: dict[str, Any], whose: Person) -> tuple[int, int]:
    member = next(m for m in person.see(team)["members"] if m["user_id"] == whose.id)
    return member["delivered_ordinal"], member["read_ordinal"]


def _mark(socket, event: str, team: dict[str, Any], ordinal: int) -> tuple[int, int]:
    answer = socket.call(event, {"conversation_id": team["id"], "ordinal": ordinal})
    return answer["delivered_ordinal"], answer["read_ordinal"]


def test_delivery_and_reading_are_two_pointers(ada: Person, bob: Person, team):
    socket = bob.connect()
    assert _mark(socket, "mark_as_delivered", team, 2) == (2, 0)
    assert _mark(socket, "mark_as_read", team, 1) == (2, 1)
    assert _pointers(ada, team, bob) == (2, 1)


def test_reading_implies_delivery(bob: Person, team):
    assert _mark(bob.connect(), "mark_as_read", team, 3) == (3, 3)


def test_pointers_only_grow(ada: Person, bob: Person, team):
    socket = bob.connect()
    _mark(socket, "mark_as_read", team, 3)
    assert _mark(socket, "mark_as_read", team, 1) == (3, 3)
    assert _mark(socket, "mark_as_delivered", team, 0) == (3, 3)


def test_nobody_reads_what_is_not_there(bob: Person, team):
    assert _mark(bob.connect(), "mark_as_read", team, 2**53) == (3, 3)


@pytest.mark.parametrize("ordinal", [-1, "three", None, 2**53 + 1, 1.5])
def test_a_pointer_has_limits(bob: Person, team, ordinal):
    answer = bob.connect().call("mark_as_read", {"conversation_id": team["id"], "ordinal": ordinal})
    assert answer.refusal == "validation_failed"


def test_sending_reads_what_stands_above(bob: Person, team):
    bob.send(team)
    assert _pointers(bob, team, bob) == (4, 4)


def test_receipts_are_gathered_and_told_to_all_after_a_second(ada: Person, bob: Person, team):
    heard, reader = ada.connect(), bob.connect()
    heard.background.advance(1)
    before = heard.received("changes")[-1]["to"]
    for ordinal in (1, 2, 3):
        _mark(reader, "mark_as_read", team, ordinal)
    assert heard.received("changes") == []
    heard.background.advance(1)
    (packet,) = heard.received("changes")
    assert (packet["log"], packet["from"], packet["to"]) == (f"r:{team['id']}", before, before + 3)
    rows = [change["row"] for change in packet["changes"]]
    assert [(row["user_id"], row["read_ordinal"]) for row in rows] == [(bob.id, 3)]
    assert rows[0]["receipt_seq"] == rows[0]["version"] == packet["to"]


def test_the_next_packet_goes_on_where_the_last_one_ended(ada: Person, bob: Person, team):
    heard, reader = ada.connect(), bob.connect()
    packets = []
    for ordinal in (1, 2, 3):
        _mark(reader, "mark_as_read", team, ordinal)
        heard.background.advance(1)
        packets += heard.received("changes")
    assert all(later["from"] == earlier["to"] for earlier, later in pairwise(packets))
    assert len(packets) == 3


def test_a_pointer_that_stays_is_no_news(ada: Person, bob: Person, team):
    heard, reader = ada.connect(), bob.connect()
    _mark(reader, "mark_as_read", team, 3)
    heard.background.advance(1)
    heard.received("changes")
    _mark(reader, "mark_as_read", team, 3)
    _mark(reader, "mark_as_delivered", team, 1)
    heard.background.advance(5)
    assert heard.received("changes") == []


def test_in_large_conversations_receipts_are_pulled_and_not_pushed(ada: Person, bob: Person, team, monkeypatch):
    monkeypatch.setattr("messaging.realtime.receipts.MAX_MEMBERS", 1)
    heard, reader = ada.connect(), bob.connect()
    heard.background.advance(1)
    heard.received("changes")
    _mark(reader, "mark_as_read", team, 3)
    heard.background.advance(5)
    assert heard.received("changes") == []
    pulled = next(log for log in ada.pull()["logs"] if log["log"] == f"r:{team['id']}")
    assert bob.id in [change["entity_id"] for change in pulled["changes"]]


def test_pulling_implies_delivery_up_to_the_cursor(ada: Person, bob: Person, team):
    cursors = {log["log"]: log["to"] for log in bob.pull()["logs"]}
    assert _pointers(ada, team, bob) == (0, 0)
    bob.pull(cursors)
    assert _pointers(ada, team, bob) == (3, 0)


def test_a_cursor_in_the_middle_implies_delivery_up_to_there(ada: Person, bob: Person, team):
    second = ada.get(f"/messages/{team['id']}")["messages"][1]
    bob.pull({f"c:{team['id']}": second["version"]})
    assert _pointers(ada, team, bob) == (2, 0)


def test_a_pointer_in_no_conversation_is_not_found(bob: Person):
    answer = bob.connect().call("mark_as_read", {"conversation_id": new_id(), "ordinal": 1})
    assert answer.refusal == "not_found"
