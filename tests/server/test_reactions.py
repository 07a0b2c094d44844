"""Reactions: a set of message, person and emoji."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.support.people import Person, new_id


@pytest.fixture
def message(ada: Person, bob: Person) -> dict[str, Any]:
    """Ada's message in her group with Bob."""
    return ada.send(ada.group("Team", bob))


def _react(person: Person, message: dict[str, Any], emoji: str = "👍"):
    return person.put(f"/messages/{message['id']}/reactions/{quote(emoji)}")


def _take_back(person: Person, message: dict[str, Any], emoji: str = "👍"):
    return person.delete(f"/messages/{message['id']}/reactions/{quote(emoji)}")


def _shown(person: Person, message: dict[str, Any]) -> set[tuple[str, str]]:
    reactions = person.get(f"/messages/{message['conversation_id']}")["reactions"]
    return {(reaction["user_id"], reaction["emoji"]) for reaction in reactions}


def test_each_person_reacts_with_each_emoji_once(ada: Person, bob: Person, message):
    assert [_react(bob, message).status for _ in range(2)] == [201, 200]
    _react(bob, message, "🎉")
    _react(ada, message)
    assert _shown(ada, message) == {(bob.id, "👍"), (bob.id, "🎉"), (ada.id, "👍")}


def test_everyone_hears_of_a_reaction_and_that_it_was_taken_back(ada: Person, bob: Person, message):
    socket = ada.connect()
    set_, gone = _react(bob, message)["reaction"], _take_back(bob, message)["reaction"]
    assert [packet["changes"][0]["row"] for packet in socket.received("changes")] == [set_, gone]
    assert (set_["deleted_at"], set_["id"]) == (None, gone["id"])
    assert gone["deleted_at"]
    assert gone["version"] > set_["version"]
    assert _shown(ada, message) == set()


def test_a_reaction_comes_back_under_its_id(bob: Person, message):
    first = _react(bob, message)["reaction"]
    _take_back(bob, message)
    again = _react(bob, message)
    assert (again.status, again["reaction"]["id"], again["reaction"]["deleted_at"]) == (201, first["id"], None)


def test_taking_back_twice_is_once_and_never_set_is_not_found(ada: Person, bob: Person, message):
    _react(bob, message)
    assert _take_back(bob, message)["reaction"] == _take_back(bob, message)["reaction"]
    assert _take_back(ada, message).refusal == (404, "not_found")


def test_nobody_takes_back_anothers(ada: Person, bob: Person, message):
    _react(bob, message)
    assert _take_back(ada, message).refusal == (404, "not_found")
    assert _shown(bob, message) == {(bob.id, "👍")}


@pytest.mark.parametrize("emoji", ["👍", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "1️⃣", "+1", "x" * 32])
def test_an_emoji_may_be(bob: Person, message, emoji: str):
    assert _react(bob, message, emoji)["reaction"]["emoji"] == emoji
    assert _take_back(bob, message, emoji).ok


@pytest.mark.parametrize(
    "emoji", ["x" * 33, "<b>", "a b", '"', "&", "\x00", " ", "'", "\u200b", "\u202ekool", "a\u2066"]
)
def test_an_emoji_may_not_be(bob: Person, message, emoji: str):
    assert _react(bob, message, emoji).wrong_fields == {"emoji"}


def test_a_message_holds_fifty_different_emoji_and_any_number_of_people(ada: Person, bob: Person, message):
    for number in range(50):
        assert _react(ada, message, f"e{number}").status == 201
    assert _react(ada, message, "one-more").wrong_fields == {"emoji"}
    assert _react(bob, message, "e1").status == 201


def test_a_reaction_to_nothing_is_not_found(ada: Person):
    assert _react(ada, {"id": new_id()}).refusal == (404, "not_found")
