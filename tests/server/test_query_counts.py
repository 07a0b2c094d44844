"""What each operation asks the database, and that it does not ask more where there is more."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from messaging.accounts.actions import create_user
from messaging.accounts.schemas import Registration
from messaging.core.database import unit_of_work
from messaging.operations.high_water import high_water_mark
from tests.support.answers import Answer
from tests.support.engines import SQLITE, only_on
from tests.support.files import sent
from tests.support.people import PASSWORD, Person, new_id, op
from tests.support.statements import statements

pytestmark = only_on(SQLITE, "its driver tells of every statement; the same ones go to PostgreSQL")
SIGNED_IN = 1
"""A request looks its sender up; a socket did so when it connected."""
SEND = 4
"""Rights and numbers in one update, the message, the log's entry, the sender's pointer (docs/engine.md)."""
NOTHING_NEW = SIGNED_IN + 2
"""The head of one's own log, and those of all conversations in one query."""
ONE_CONVERSATION = 7
"""A conversation's snapshot: row, present members, everyone who was in it with their profiles, messages, reactions; and
its receipts with their head. It is the only thing that a pull does once a conversation."""
BOOTSTRAP = NOTHING_NEW + 10
"""One's own log: conversations in three queries, contacts, profiles, contexts, settings, preferences, notices,
devices."""
PAGE = SIGNED_IN + 3

Row = dict[str, Any]
FEW, MANY = 10, 50


@pytest.fixture
def count(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], int]:
    """`count(lambda: …)`: how many statements that takes. What can fail has to succeed."""
    # Its note reads a row a few times a second at most, at whose turn is chance.
    monkeypatch.setattr(high_water_mark, "_written_at", math.inf)

    def count_statements(doing: Callable[[], Any]) -> int:
        with statements(app) as run:
            result = doing()
        if isinstance(result, Answer):
            assert result.ok, result.text
        return len(run)

    return count_statements


Count = Callable[[Callable[[], Any]], int]


def crowd(app: Flask, number: int) -> list[str]:
    """The ids of so many people who just exist."""
    forms = [Registration(username=f"someone{n}", password=PASSWORD) for n in range(number)]
    with app.app_context(), unit_of_work() as unit:
        return [create_user(unit, form, "no hash of anything").id for form in forms]


def groups(owner: Person, number: int, *others: Person) -> list[Row]:
    fields = {"kind": "group", "title": "A group", "member_ids": [other.id for other in others]}
    return pushed(owner, [op("conversation", "create", new_id(), fields=fields) for _ in range(number)])


def fill(sender: Person, conversation: Row, number: int) -> None:
    """So many messages, each with a reaction."""
    fields = {"conversation_id": conversation["id"], "content": "Hello"}
    messages = pushed(sender, [op("message", "create", new_id(), fields=fields) for _ in range(number)])
    marks = [{"message_id": message["id"], "emoji": "👍"} for message in messages]
    pushed(sender, [op("reaction", "create", new_id(), fields=mark) for mark in marks])


def pushed(person: Person, ops: list[Row]) -> list[Row]:
    """The rows that these operations made, in one request."""
    results = person.push(*ops)
    assert [result["status"] for result in results] == ["applied"] * len(ops)
    return [result["row"] for result in results]


def keep(person: Person, people: list[str]) -> None:
    """Add people to somebody's contacts."""
    pushed(person, [op("contact", "create", new_id(), fields={"contact_id": id_}) for id_ in people])


def up_to_date(reader: Person) -> dict[str, int]:
    """The cursors of a device that has everything, and has said so."""

    def cursors() -> dict[str, int]:
        return {entry["log"]: entry["to"] for entry in reader.pull(limit=500)["logs"]}

    reader.pull(cursors())
    return cursors()


def message_to(conversation: Row) -> Row:
    return {"id": new_id(), "conversation_id": conversation["id"], "content": "Hello"}


class TestSending:
    def test_over_http(self, ada: Person, bob: Person, count: Count) -> None:
        group = ada.group("Garden", bob)
        assert count(lambda: ada.post("/messages", message_to(group))) == SIGNED_IN + SEND

    def test_over_a_socket(self, ada: Person, bob: Person, count: Count) -> None:
        group, socket = ada.group("Garden", bob), ada.connect()
        assert count(lambda: socket.call("send_message", message_to(group))) == SEND

    def test_from_the_outbox(self, ada: Person, bob: Person, count: Count) -> None:
        """One more: whether the operation was applied before."""
        group, socket = ada.group("Garden", bob), ada.connect()
        fields = {"conversation_id": group["id"], "content": "Hello"}
        ops = {"ops": [op("message", "create", new_id(), fields=fields)]}
        assert count(lambda: socket.call("push", ops)) == SEND + 1

    @pytest.mark.parametrize("files", [1, 10])
    def test_with_files(self, files: int, ada: Person, bob: Person, count: Count) -> None:
        """Which of them one may see, and once more when they are hung on it; each has its row."""
        group = ada.group("Garden", bob)
        form = {**message_to(group), "file_ids": [sent(ada, f"File {n}".encode())["id"] for n in range(files)]}
        ada.send(group)  # what is noted after a pause (operations/high_water.py) is noted now
        assert count(lambda: ada.post("/messages", form)) == SIGNED_IN + SEND + 2 + files

    def test_into_a_large_group_with_a_long_history(self, app: Flask, ada: Person, count: Count) -> None:
        """However many hear it."""
        group = ada.group("Everybody", member_ids=[ada.id, *crowd(app, MANY)])
        fill(ada, group, MANY)
        groups(ada, FEW)
        assert len(group["members"]) == MANY + 1
        assert count(lambda: ada.post("/messages", message_to(group))) == SIGNED_IN + SEND


class TestPulling:
    @pytest.mark.parametrize("conversations", [FEW, MANY])
    def test_nothing_new(self, conversations: int, ada: Person, bob: Person, count: Count) -> None:
        groups(ada, conversations, bob)
        cursors = up_to_date(ada)
        assert count(lambda: ada.pull(cursors)) == NOTHING_NEW

    @pytest.mark.parametrize("conversations", [FEW, MANY])
    def test_one_new_message(self, conversations: int, ada: Person, bob: Person, count: Count) -> None:
        """Its entry and its row; receipts with their head; how far the device has come."""
        group = groups(ada, conversations, bob)[0]
        cursors = up_to_date(ada)
        bob.send(group)
        assert count(lambda: ada.pull(cursors)) == NOTHING_NEW + 5

    @pytest.mark.parametrize("messages", [FEW, MANY])
    def test_new_messages_and_reactions(self, messages: int, ada: Person, bob: Person, count: Count) -> None:
        group = ada.group("Garden", bob)
        cursors = up_to_date(ada)
        fill(bob, group, messages)
        assert count(lambda: ada.pull(cursors, limit=500)) == NOTHING_NEW + 6

    @pytest.mark.parametrize("conversations", [FEW, MANY])
    def test_the_start_of_a_new_device(self, conversations: int, ada: Person, bob: Person, count: Count) -> None:
        groups(ada, conversations, bob)
        assert count(lambda: ada.pull(limit=500)) == BOOTSTRAP + conversations * ONE_CONVERSATION

    @pytest.mark.parametrize("messages", [FEW, MANY])
    def test_the_start_with_a_history(self, messages: int, ada: Person, bob: Person, count: Count) -> None:
        fill(ada, ada.group("Garden", bob), messages)
        assert count(lambda: ada.pull(limit=500)) == BOOTSTRAP + ONE_CONVERSATION

    @pytest.mark.parametrize("members", [FEW, MANY])
    def test_the_start_with_a_large_group(self, members: int, app: Flask, ada: Person, count: Count) -> None:
        group = ada.group("Everybody", member_ids=[ada.id, *crowd(app, members)])
        fill(ada, group, 1)
        assert count(lambda: ada.pull(limit=500)) == BOOTSTRAP + ONE_CONVERSATION

    @pytest.mark.parametrize("contacts", [FEW, MANY])
    def test_the_start_with_many_contacts(self, contacts: int, app: Flask, ada: Person, count: Count) -> None:
        groups(ada, 1)
        keep(ada, crowd(app, contacts))
        assert count(lambda: ada.pull(limit=500)) == BOOTSTRAP + ONE_CONVERSATION


class TestReading:
    @pytest.mark.parametrize("messages", [FEW, MANY])
    @pytest.mark.parametrize("bounds", ["", "?before=9", "?after=1", "?after=1&before=9"])
    def test_a_page(self, bounds: str, messages: int, ada: Person, bob: Person, count: Count) -> None:
        group = ada.group("Garden", bob)
        fill(bob, group, messages)
        assert count(lambda: ada.get(f"/messages/{group['id']}{bounds}")) == PAGE

    @pytest.mark.parametrize("messages", [FEW, MANY])
    def test_a_page_of_messages_with_files(self, messages: int, ada: Person, bob: Person, count: Count) -> None:
        """One query for all files of the page, one for all contexts."""
        group, file = ada.group("Garden", bob), sent(ada)
        fields = {"conversation_id": group["id"], "content": "Look", "file_ids": [file["id"]]}
        pushed(ada, [op("message", "create", new_id(), fields=fields) for _ in range(messages)])
        assert count(lambda: ada.get(f"/messages/{group['id']}")) == PAGE + 2

    @pytest.mark.parametrize("holders", [1, FEW])
    def test_a_file(self, holders: int, ada: Person, bob: Person, count: Count) -> None:
        """Whoever may see it, in however many messages it is."""
        file = sent(ada)
        for _ in range(holders):
            ada.send(ada.direct(bob), file_ids=[file["id"]])
        assert count(lambda: bob.get(f"/files/{file['id']}")) == SIGNED_IN + 1

    def test_a_page_around_a_message(self, ada: Person, bob: Person, count: Count) -> None:
        """What is before it and what is after it."""
        group = ada.group("Garden", bob)
        fill(bob, group, FEW)
        assert count(lambda: ada.get(f"/messages/{group['id']}?around=5")) == PAGE + 1

    @pytest.mark.parametrize("conversations", [FEW, MANY])
    def test_the_list_of_conversations(self, conversations: int, ada: Person, bob: Person, count: Count) -> None:
        groups(ada, conversations, bob)
        assert count(lambda: ada.get("/conversations")) == SIGNED_IN + 3

    @pytest.mark.parametrize("contacts", [FEW, MANY])
    def test_the_list_of_contacts(self, contacts: int, app: Flask, ada: Person, count: Count) -> None:
        keep(ada, crowd(app, contacts))
        assert count(lambda: ada.get("/contacts")) == SIGNED_IN + 1

    @pytest.mark.parametrize("members", [FEW, MANY])
    def test_opening_a_chat(self, members: int, app: Flask, ada: Person, count: Count) -> None:
        group = ada.group("Everybody", member_ids=[ada.id, *crowd(app, members)])
        fill(ada, group, FEW)
        socket = ada.connect()
        assert count(lambda: socket.call("join_chat", {"conversation_id": group["id"]})) == 5


class TestConnecting:
    @pytest.mark.parametrize("conversations", [FEW, MANY])
    def test_a_socket(self, conversations: int, ada: Person, count: Count) -> None:
        """Who it is, twice; one's conversations, twice; and where one may not write."""
        groups(ada, conversations)
        assert count(ada.connect) == SIGNED_IN + 4
