"""Paging through a conversation by ordinal: before, after, around."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from messaging.core.extensions import db
from messaging.messages.models import Message
from tests.support.people import Person


@pytest.fixture
def talk(ada: Person, bob: Person) -> dict[str, Any]:
    """A conversation with twenty messages."""
    conversation = ada.direct(bob)
    for number in range(1, 21):
        ada.send(conversation, f"message {number}")
    return conversation


def _page(person: Person, conversation: dict[str, Any], query: str = "") -> dict[str, Any]:
    answer = person.get(f"/messages/{conversation['id']}{query}")
    assert answer.ok, answer.text
    return answer.json


@pytest.mark.parametrize(
    ("query", "ordinals", "has_older", "has_newer"),
    [
        ("", range(1, 21), False, False),
        ("?limit=5", range(16, 21), True, False),
        ("?before=16&limit=5", range(11, 16), True, True),
        ("?before=4&limit=5", range(1, 4), False, True),
        ("?before=1000&limit=2", range(19, 21), True, False),
        ("?after=5&limit=5", range(6, 11), True, True),
        ("?after=18&limit=5", range(19, 21), True, False),
        ("?after=0&limit=3", range(1, 4), False, True),
        ("?after=3&before=6", range(4, 6), True, True),
        ("?around=10&limit=4", range(8, 12), True, True),
        ("?around=1&limit=4", range(1, 5), False, True),
        ("?around=20&limit=4", range(18, 21), True, False),
        ("?around=10&limit=1", range(10, 11), True, True),
    ],
)
def test_a_page_is_what_was_asked_for_oldest_first(ada: Person, talk, query: str, ordinals, has_older, has_newer):
    page = _page(ada, talk, query)
    assert [message["ordinal"] for message in page["messages"]] == list(ordinals)
    assert (page["oldest"], page["newest"]) == (ordinals[0], ordinals[-1])
    assert (page["has_older"], page["has_newer"]) == (has_older, has_newer)


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        ("2020-01-01T00:00:00Z", 1),
        ("2020-01-03T00:00:00Z", 3),
        ("2020-01-03T00:00:00.001Z", 4),
        ("2020-01-20T13:30:00%2B02:00", 20),
        ("2030-01-01T00:00:00Z", 20),
        ("1970-01-01T00:00:00Z", 1),
    ],
)
def test_a_page_around_a_moment_has_its_first_message_in_the_middle(
    app: Flask, ada: Person, talk, moment: str, first: int
):
    with app.app_context():
        for day in range(1, 21):
            at = datetime(2020, 1, day, tzinfo=UTC)
            db.session.execute(update(Message).where(Message.ordinal == day).values(created_at=at))
        db.session.commit()
    page = _page(ada, talk, f"?around_time={moment}&limit=4")
    assert page == _page(ada, talk, f"?around={first}&limit=4")


@pytest.mark.parametrize("query", ["?before=1", "?before=0", "?after=20", "?after=9007199254740992"])
def test_a_page_beyond_the_end_is_empty(ada: Person, talk, query: str):
    page = _page(ada, talk, query)
    assert (page["messages"], page["oldest"], page["newest"]) == ([], None, None)


def test_an_empty_conversation_has_an_empty_page(ada: Person, bob: Person):
    page = _page(ada, ada.direct(bob))
    assert (page["messages"], page["has_older"], page["has_newer"]) == ([], False, False)
    assert page == _page(ada, ada.direct(bob), "?around_time=2026-11-21T00:00:00Z")


def test_paging_upwards_meets_every_message_once(ada: Person, talk):
    seen, query = [], "?limit=7"
    while True:
        page = _page(ada, talk, query)
        seen = [message["ordinal"] for message in page["messages"]] + seen
        if not page["has_older"]:
            break
        query = f"?limit=7&before={page['oldest']}"
    assert seen == list(range(1, 21))


def test_tombstones_leave_no_holes(ada: Person, talk):
    third = _page(ada, talk)["messages"][2]
    ada.delete(f"/messages/{third['id']}")
    assert [message["ordinal"] for message in _page(ada, talk)["messages"]] == list(range(1, 21))


def test_a_page_brings_the_reactions_on_its_messages_and_no_others(ada: Person, talk):
    messages = _page(ada, talk)["messages"]
    for message in (messages[0], messages[-1]):
        ada.put(f"/messages/{message['id']}/reactions/👍")
    page = _page(ada, talk, "?limit=5")
    assert [reaction["message_id"] for reaction in page["reactions"]] == [messages[-1]["id"]]


def test_a_page_holds_a_hundred(ada: Person, bob: Person):
    conversation = ada.direct(bob)
    for _ in range(101):
        ada.send(conversation)
    assert len(_page(ada, conversation, "?limit=100")["messages"]) == 100
    assert len(_page(ada, conversation)["messages"]) == 50


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?limit=all", "limit"),
        ("?before=-1", "before"),
        ("?after=x", "after"),
        ("?around=1.5", "around"),
        ("?before=99999999999999999999", "before"),
        ("?before=", "before"),
        ("?around_time=noon", "around_time"),
        ("?around_time=2026-11-21T00:00:00", "around_time"),
    ],
)
def test_a_page_has_limits(ada: Person, talk, query: str, field: str):
    assert ada.get(f"/messages/{talk['id']}{query}").wrong_fields == {field}
