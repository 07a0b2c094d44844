"""Conversations kept as JSON files are taken over once, whatever shape they have, through the ordinary actions."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from messaging.imports.json_files.waiting import REPORT, take_waiting_files, waiting
from tests.support.background import Background
from tests.support.http import InProcess
from tests.support.people import Person, arrive
from tests.support.sockets import Packet

Row = dict[str, Any]
Look = Callable[[], None]

CHAT = {
    "id": "c-17",
    "title": "Photosynthesis",
    "created_at": "2024-03-01T08:00:00Z",
    "messages": [
        {"role": "system", "content": "You explain things to children.", "timestamp": "2024-03-01T08:00:00Z"},
        {"role": "user", "content": "How do plants eat?", "timestamp": "2024-03-01T08:00:05+00:00", "meta": {"a": 1}},
        {"role": "assistant", "content": "They eat **light**.", "timestamp": 1709280010, "meta": {"model": "m-1"}},
    ],
}


@pytest.fixture
def folder(app: Flask) -> Path:
    path: Path = app.config["DATA_DIR"] / "import"
    path.mkdir()
    waiting.forget()
    return path


@pytest.fixture
def look(app: Flask, folder: Path) -> Look:
    """What the server does every few seconds."""

    def look_once() -> None:
        with app.app_context():
            take_waiting_files()

    return look_once


def put(folder: Path, name: str, content: Any) -> None:
    (folder / name).write_text(content if isinstance(content, str) else json.dumps(content))


def conversations(person: Person) -> list[Row]:
    return person.get("/conversations")["conversations"]


def messages(person: Person, conversation: Row) -> list[Row]:
    return person.get(f"/messages/{conversation['id']}")["messages"]


def only(person: Person) -> list[Row]:
    [conversation] = conversations(person)
    return messages(person, conversation)


def report(app: Flask) -> str:
    path: Path = app.config["DATA_DIR"] / REPORT
    return path.read_text() if path.exists() else ""


def test_a_file_becomes_a_conversation_with_its_roles_times_and_meta(
    folder: Path, look: Look, admin: Person, ada: Person
) -> None:
    put(folder, "photosynthesis.json", CHAT)
    look()
    [conversation] = conversations(admin)
    assert (conversation["title"], conversation["kind"]) == ("Photosynthesis", "group")
    assert conversation["created_at"] == "2024-03-01T08:00:00.000Z"
    told = messages(admin, conversation)
    assert [(m["role"], m["content"], m["created_at"]) for m in told] == [
        ("system", "You explain things to children.", "2024-03-01T08:00:00.000Z"),
        ("user", "How do plants eat?", "2024-03-01T08:00:05.000Z"),
        ("assistant", "They eat **light**.", "2024-03-01T08:00:10.000Z"),
    ]
    assert [m["meta"] for m in told] == [{"event": "instructions"}, {"a": 1}, {"model": "m-1"}]
    assistant = admin.get(f"/users/{told[2]['sender_id']}")["user"]
    assert (told[1]["sender_id"], assistant["username"], assistant["is_bot"]) == (admin.id, "assistant", True)
    own = next(member for member in conversation["members"] if member["user_id"] == admin.id)
    assert (own["read_ordinal"], own["role"]) == (3, "owner")
    assert conversations(ada) == []
    assert (folder / "photosynthesis.json").exists()


def test_it_goes_out_to_devices_as_every_message_does(
    folder: Path, look: Look, admin: Person, published: list[Packet]
) -> None:
    put(folder, "chat.json", CHAT)
    look()
    told = [c["row"]["content"] for p in published for c in p["changes"] if c["entity"] == "message"]
    assert told == [m["content"] for m in CHAT["messages"]]


def test_files_wait_for_the_first_account_whose_they_are(
    make_app: Callable[..., Flask], background: Background, tmp_path: Path
) -> None:
    app, folder = make_app(import_dir=tmp_path), tmp_path
    waiting.forget()
    put(folder, "chat.json", CHAT)
    with app.app_context():
        take_waiting_files()
    admin = arrive(InProcess(app), None, "anna")
    assert conversations(admin) == []
    with app.app_context():
        take_waiting_files()
    assert len(only(admin)) == 3


def test_nothing_comes_twice(folder: Path, look: Look, admin: Person) -> None:
    put(folder, "chat.json", CHAT)
    look()
    first = only(admin)
    put(folder, "copied under another name.json", CHAT)
    waiting.forget()
    look()
    assert only(admin) == first


def test_a_file_that_grew_brings_what_is_new_and_leaves_unread_what_was(
    folder: Path, look: Look, admin: Person
) -> None:
    put(folder, "chat.json", CHAT)
    look()
    first = only(admin)
    admin.delete(f"/messages/{first[1]['id']}")
    grown = {**CHAT, "messages": [*CHAT["messages"], {"role": "user", "content": "And at night?"}]}
    put(folder, "chat.json", grown)
    look()
    told = only(admin)
    assert [m["content"] for m in told] == [first[0]["content"], "", first[2]["content"], "And at night?"]
    assert [m["id"] for m in told][:3] == [m["id"] for m in first]


def test_a_conversation_that_was_deleted_here_stays_so(app: Flask, folder: Path, look: Look, admin: Person) -> None:
    put(folder, "chat.json", CHAT)
    look()
    [conversation] = conversations(admin)
    admin.delete(f"/conversations/{conversation['id']}")
    put(folder, "chat.json", {**CHAT, "messages": [*CHAT["messages"], {"role": "user", "content": "More"}]})
    look()
    assert conversations(admin) == []
    assert "deleted here" in report(app)


TWO = [("user", "Hello"), ("assistant", "Good morning")]


@pytest.mark.parametrize(
    "content",
    [
        [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Good morning"}],
        {"history": [{"sender": "human", "text": "Hello"}, {"sender": "ai", "text": "Good morning"}]},
        {
            "chat_messages": [
                {"sender": "human", "content": [{"type": "text", "text": "Hello"}]},
                {"sender": "assistant", "text": "Good morning"},
            ]
        },
        {
            "conversations": [
                {"messages": [{"role": "user", "content": "Hello"}, {"author": "bot", "body": "Good morning"}]}
            ]
        },
        {"messages": {"1": {"role": "user", "content": "Hello"}, "2": {"role": "model", "content": "Good morning"}}},
        {
            "current_node": "c",
            "mapping": {
                "a": {"message": None, "parent": None},
                "b": {"message": {"author": {"role": "user"}, "content": {"parts": ["Hello"]}}, "parent": "a"},
                "other": {"message": {"author": {"role": "assistant"}, "content": {"parts": ["No"]}}, "parent": "b"},
                "c": {
                    "message": {"author": {"role": "assistant"}, "content": {"parts": ["Good morning"]}},
                    "parent": "b",
                },
            },
        },
        '\ufeff{"messages": [{"role": "user", "content": "Hello\\ud800"}, {"role": "bot", "content": "Good morning"}]}',
    ],
    ids=["list", "history", "parts", "wrapped", "by-number", "tree", "byte-order-mark"],
)
def test_the_usual_shapes_are_understood(folder: Path, look: Look, admin: Person, content: Any) -> None:
    put(folder, "chat.json", content)
    look()
    assert [(m["role"], m["content"].rstrip("?")) for m in only(admin)] == TWO


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2024-03-01T09:00:00+01:00", "2024-03-01T08:00:00.000Z"),
        ("2024-03-01 08:00:00", "2024-03-01T08:00:00.000Z"),
        (1709280000, "2024-03-01T08:00:00.000Z"),
        (1709280000123, "2024-03-01T08:00:00.123Z"),
        ("1709280000.5", "2024-03-01T08:00:00.500Z"),
    ],
)
def test_times_are_understood(folder: Path, look: Look, admin: Person, given: Any, told: str) -> None:
    put(folder, "chat.json", [{"role": "user", "content": "Hello", "timestamp": given}])
    look()
    assert [m["created_at"] for m in only(admin)] == [told]


@pytest.mark.parametrize("given", [None, "yesterday", True, -5, 1e300, "99999-01-01", {"a": 1}])
def test_without_a_sound_time_it_is_that_of_the_file(folder: Path, look: Look, admin: Person, given: Any) -> None:
    put(
        folder,
        "chat.json",
        [{"role": "user", "content": "Hello", "timestamp": given}, {"role": "user", "content": "2"}],
    )
    at = datetime.fromtimestamp((folder / "chat.json").stat().st_mtime, UTC)
    look()
    told = [m["created_at"] for m in only(admin)]
    assert told == sorted(told)
    assert told[0].startswith(f"{at:%Y-%m-%dT%H:%M}")


def test_long_messages_come_whole_in_several_and_the_rest_is_told(
    app: Flask, folder: Path, look: Look, admin: Person
) -> None:
    words = " ".join(f"word{number}" for number in range(4000))
    long = {"role": "user", "content": words, "meta": {"small": 1, "large": "x" * 3000}, "thinking": "t" * 6000}
    put(folder, "chat.json", [long])
    look()
    told = only(admin)
    assert " ".join(m["content"] for m in told) == words
    assert [len(m["content"]) <= 10_000 for m in told] == [True] * len(told)
    assert (told[0]["meta"], len(told[0]["thinking"])) == ({"small": 1}, 5000)
    assert "chat.json, message 1: large" in report(app)
    assert "longer `thinking`" in report(app)


@pytest.mark.parametrize(
    "content", ["{", "[]", "null", '{"a": 1}', "[" * 100_000, '{"messages": []}', '[{"role": "user", "content": ""}]']
)
def test_what_is_no_conversation_is_told_and_harms_nothing(
    app: Flask, folder: Path, look: Look, admin: Person, content: str
) -> None:
    put(folder, "a.json", content)
    put(folder, "b.json", CHAT)
    look()
    assert len(only(admin)) == 3
    assert "Could not be read (1):\n  a.json" in report(app)


def test_a_file_may_name_its_owner(folder: Path, look: Look, admin: Person, ada: Person) -> None:
    put(folder, "a.json", {**CHAT, "user": {"username": "Ada"}})
    put(folder, "b.json", {**CHAT, "id": "2", "user": "nobody-here"})
    look()
    assert (len(conversations(ada)), len(conversations(admin))) == (1, 1)


def test_files_with_the_same_beginning_are_two_conversations(folder: Path, look: Look, admin: Person) -> None:
    hello = [{"role": "user", "content": "Hello"}]
    put(folder, "a.json", [*hello, {"role": "user", "content": "A"}])
    put(folder, "b.json", [*hello, {"role": "user", "content": "B"}])
    look()
    assert sorted(messages(admin, c)[-1]["content"] for c in conversations(admin)) == ["A", "B"]


def test_the_same_words_twice_are_two_messages(folder: Path, look: Look, admin: Person) -> None:
    put(folder, "a.json", [{"role": "user", "content": "Again"}] * 3)
    look()
    assert [m["content"] for m in only(admin)] == ["Again"] * 3


def test_from_the_command_line(app: Flask, tmp_path: Path, ada: Person) -> None:
    put(tmp_path, "chat.json", CHAT)
    told = app.test_cli_runner().invoke(
        args=["import", "json", str(tmp_path), "--owner", "ada", "--report", str(tmp_path / "report.txt")]
    )
    assert (told.exit_code, "Taken over: 3 messages, 1 conversation." in told.output) == (0, True), told.output
    assert len(only(ada)) == 3
    again = app.test_cli_runner().invoke(args=["import", "json", str(tmp_path), "--owner", "ada"])
    assert "Nothing new was taken over." in again.output
    assert "Taken over" in (tmp_path / "report.txt").read_text()
    nobody = app.test_cli_runner().invoke(args=["import", "json", str(tmp_path), "--owner", "zoe"])
    assert (nobody.exit_code, "There is nobody called zoe." in nobody.output) == (1, True)
