"""Sending: one message for ever under its id, within its limits, to whoever may hear it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from messaging.accounts.models import User
from messaging.core.extensions import db
from tests.support.people import Person, new_id

ASTRAL = "𝔘"


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    return ada.group("Team", bob)


def _post(person: Person, team: dict[str, Any], **form: Any):
    return person.post("/messages", {"id": new_id(), "conversation_id": team["id"], "content": "Hello", **form})


def test_a_message_is_stored_numbered_and_read_by_its_sender(ada: Person, bob: Person, team):
    first, second = ada.send(team, "one"), bob.send(team, "two")
    assert (first["ordinal"], second["ordinal"]) == (1, 2)
    assert (first["sender_id"], first["role"], first["edited_at"], first["deleted_at"]) == (ada.id, "user", None, None)
    conversation = ada.see(team)
    assert (conversation["last_ordinal"], conversation["message_count"]) == (2, 2)
    pointers = {m["user_id"]: (m["delivered_ordinal"], m["read_ordinal"]) for m in conversation["members"]}
    assert pointers == {ada.id: (1, 1), bob.id: (2, 2)}


def test_the_same_message_has_the_same_shape_wherever_it_is_met(ada: Person, bob: Person, team, published):
    socket = bob.connect()
    message = ada.send(team, "Hello", meta={"client": "test"})
    heard = socket.expect("changes")
    assert heard["changes"][0]["row"] == message
    assert heard["head"] == {"last_ordinal": 1, "message_count": 1}
    assert bob.get(f"/messages/{team['id']}")["messages"] == [message]
    assert socket.call("join_chat", {"conversation_id": team["id"]})["messages"] == [message]
    pulled = next(log for log in bob.pull()["logs"] if log["log"] == f"c:{team['id']}")
    assert [c["row"] for c in pulled["changes"] if c["entity"] == "message"] == [message]
    assert message["version"] == heard["to"] == published[0]["to"]


def test_everyone_hears_the_same_packet_the_senders_sockets_too(ada: Person, bob: Person, team):
    sockets = [person.connect() for person in (ada, ada.another_device(), bob)]
    sockets[0].received("changes")  # that there is another device
    sockets[0].call("send_message", {"id": new_id(), "conversation_id": team["id"], "content": "Hello"})
    first, *others = (socket.expect("changes") for socket in sockets)
    assert all(packet == first for packet in others)
    assert (first["changes"][0]["actor_id"], first["changes"][0]["device_id"]) == (ada.id, ada.device_id)


def test_who_is_not_in_the_conversation_hears_nothing(ada: Person, cleo: Person, team):
    socket = cleo.connect()
    ada.send(team)
    socket.background.advance(2)
    assert socket.received("changes") == []


# Idempotency


def test_the_same_message_again_gives_what_is_stored(ada: Person, team, published):
    form = {"id": new_id()}
    first, second = _post(ada, team, **form), _post(ada, team, **form)
    assert (first.status, second.status) == (201, 200)
    assert first["message"] == second["message"]
    assert len(published) == 1
    assert ada.see(team)["last_ordinal"] == 1


def test_the_same_message_by_another_way_is_the_same_message(ada: Person, team):
    form = {"id": new_id(), "conversation_id": team["id"], "content": "Hello"}
    message = ada.post("/messages", form)["message"]
    assert ada.connect().call("send_message", form)["message"] == message


@pytest.mark.parametrize("change", [{"content": "Other"}, {"meta": {"a": 1}}, {"reply_to": "{first}"}])
def test_another_body_under_the_same_id_is_a_conflict(ada: Person, team, change):
    first = ada.send(team)
    form = {"id": new_id()}
    _post(ada, team, **form)
    change = {name: first["id"] if value == "{first}" else value for name, value in change.items()}
    assert _post(ada, team, **form, **change).refusal == (409, "id_conflict")


def test_another_conversation_under_the_same_id_is_a_conflict(ada: Person, bob: Person, team):
    message = ada.send(team)
    assert _post(ada, ada.direct(bob), id=message["id"]).refusal == (409, "id_conflict")


def test_somebody_elses_id_is_a_conflict(ada: Person, bob: Person, team):
    message = ada.send(team)
    assert _post(bob, team, id=message["id"]).refusal == (409, "id_conflict")


def test_the_same_message_again_after_an_edit_gives_the_edited_one(ada: Person, team):
    message = ada.send(team)
    edited = ada.patch(f"/messages/{message['id']}", {"content": "Edited"})["message"]
    again = _post(ada, team, id=message["id"])
    assert (again.status, again["message"]) == (200, edited)


def test_the_same_message_again_after_deletion_stays_deleted(ada: Person, team):
    message = ada.send(team)
    tombstone = ada.delete(f"/messages/{message['id']}")["message"]
    again = _post(ada, team, id=message["id"])
    assert (again.status, again["message"]) == (200, tombstone)


def test_the_order_of_metas_keys_makes_no_other_body(ada: Person, team):
    id_ = new_id()
    assert _post(ada, team, id=id_, meta={"a": 1, "b": 2}).status == 201
    assert _post(ada, team, id=id_, meta={"b": 2, "a": 1}).status == 200


# Limits


@pytest.mark.parametrize(
    "content",
    [
        "x" * 10_000,
        ASTRAL * 10_000,
        "👩‍👩‍👧‍👦" * 1000,
        "שלום \u202e evil \u202c",
        "a\u0000b".replace("\u0000", "\ufffd"),
        "<script>alert(1)</script>",
        "'; DROP TABLE message; --",
        "\u200d",
        "line\nline\r\nline\u2028line",
        "  leading and trailing  ",
    ],
    ids=["long", "astral", "families", "rtl", "replacement", "html", "sql", "joiner", "lines", "spaces"],
)
def test_content_comes_back_exactly_as_it_was_sent(ada: Person, bob: Person, team, content: str):
    socket = bob.connect()
    message = ada.send(team, content)
    assert message["content"] == content
    assert socket.expect("changes")["changes"][0]["row"]["content"] == content
    assert bob.get(f"/messages/{team['id']}")["messages"][0]["content"] == content


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"content": "x" * 10_001}, "content"),
        ({"content": ASTRAL * 10_001}, "content"),
        ({"content": "a\x00b"}, "content"),
        ({"content": None}, "content"),
        ({"content": 5}, "content"),
        ({"content": ["a"]}, "content"),
        ({"content": ""}, "body"),
        ({"content": " \n\t\u00a0\u2003"}, "body"),
        ({"id": "5"}, "id"),
        ({"id": "8e8bd5ee-7c4b-4f8e-9d5c-2f1c0e5d1a11"}, "id"),
        ({"id": new_id().upper()}, "id"),
        ({"id": new_id() + "\n"}, "id"),
        ({"id": None}, "id"),
        ({"reply_to": "5"}, "reply_to"),
        ({"reply_to": new_id()}, "reply_to"),
        ({"meta": "text"}, "meta"),
        ({"meta": ["list"]}, "meta"),
        ({"meta": {"a": "x" * 1993}}, "meta"),
        ({"meta": {"a": "é" * 997}}, "meta"),
        ({"file_ids": [new_id()]}, "file_ids"),
        ({"file_ids": [new_id()] * 11}, "file_ids"),
        ({"context_ids": [new_id()]}, "context_ids"),
        ({"context_ids": [new_id()] * 21}, "context_ids"),
        ({"role": "owner"}, "role"),
        ({"conversation_id": None}, "body"),
        ({"conversation_id": "team"}, "conversation_id"),
        ({"recipient_id": new_id()}, "body"),
        ({"encrypted_content": "secret"}, "encrypted_content"),
    ],
)
def test_a_message_has_limits(ada: Person, team, form, field: str):
    assert _post(ada, team, **form).wrong_fields == {field}
    socket_answer = ada.connect().call(
        "send_message", {"id": new_id(), "conversation_id": team["id"], "content": "Hello", **form}
    )
    assert set(socket_answer["error"]["details"]["fields"]) == {field}


def test_a_long_text_is_measured_in_characters(ada: Person, team):
    answer = _post(ada, team, content="x" * 10_001)
    assert "at most 10000 characters" in answer.error["details"]["fields"]["content"]
    assert ada.see(team)["message_count"] == 0


@pytest.mark.parametrize("meta", [{"a": "x" * 1992}, {"a": "é" * 996}, {}, {"nested": {"list": [1, None, "🦉"]}}])
def test_meta_may_be_two_thousand_bytes_and_comes_back(ada: Person, team, meta):
    assert ada.send(team, meta=meta)["meta"] == meta
    assert ada.get(f"/messages/{team['id']}")["messages"][0]["meta"] == meta


@pytest.mark.parametrize("depth", [21, 248, 252, 254, 300, 5000])
def test_meta_may_not_be_endlessly_deep(ada: Person, team, depth: int):
    meta = '{"a":' * depth + "1" + "}" * depth
    body = f'{{"id":"{new_id()}","conversation_id":"{team["id"]}","content":"Hello","meta":{meta}}}'
    assert ada.upload("POST", "/messages", body.encode(), "application/json").refusal == (422, "validation_failed")


def test_meta_as_deep_as_it_may_be_can_be_read_everywhere(ada: Person, bob: Person, team):
    """Around it come pages, packets and exports: one message that cannot be written out would close them all."""
    meta: Any = 1
    for _ in range(19):
        meta = [meta]
    ada.send(team, meta={"a": meta})
    assert ada.post("/contexts", {"title": "Deep", "metadata": {"a": meta}}).ok
    assert bob.pull()["logs"]
    assert bob.get(f"/messages/{team['id']}").ok
    assert ada.get("/users/me/export").ok


def test_a_conversation_and_a_person_together_are_refused(ada: Person, bob: Person, team):
    assert _post(ada, team, recipient_id=bob.id).wrong_fields == {"body"}


# Replies


def test_a_reply_names_what_it_answers_even_when_that_is_deleted(ada: Person, bob: Person, team):
    asked = ada.send(team, "?")
    assert bob.send(team, "!", reply_to=asked["id"])["reply_to"] == asked["id"]
    ada.delete(f"/messages/{asked['id']}")
    assert bob.send(team, "!!", reply_to=asked["id"])["reply_to"] == asked["id"]


def test_a_reply_to_another_conversation_looks_like_one_to_nothing(ada: Person, bob: Person, team):
    elsewhere = ada.send(ada.direct(bob))
    hidden = _post(bob, team, reply_to=elsewhere["id"])
    nothing = _post(bob, team, reply_to=new_id())
    assert (hidden.status, hidden.json) == (nothing.status, nothing.json)


# Encrypted conversations hold nothing in the clear


def test_an_encrypted_conversation_takes_encrypted_messages_only(ada: Person, bob: Person):
    form = {"id": new_id(), "kind": "group", "title": "Secret", "member_ids": [bob.id], "encrypted": True}
    secret = ada.post("/conversations", form)["conversation"]
    assert _post(ada, secret).wrong_fields == {"encrypted_content"}
    message = _post(ada, secret, content="", encrypted_content="gibberish")["message"]
    assert (message["content"], message["encrypted_content"]) == ("", "gibberish")
    assert ada.patch(f"/messages/{message['id']}", {"content": "clear"}).wrong_fields == {"content"}


# Bots


def _make_bot(app, person: Person) -> None:
    with app.app_context():
        db.session.execute(update(User).where(User.id == person.id).values(is_bot=True))
        db.session.commit()


@pytest.mark.parametrize("form", [{"role": "assistant"}, {"role": "system"}, {"thinking": "hm"}, {"thinking": ""}])
def test_people_do_not_speak_as_programs(ada: Person, team, form):
    assert _post(ada, team, **form).refusal == (403, "forbidden")


def test_a_bot_speaks_as_an_assistant_and_shows_its_thinking(app, ada: Person, bob: Person, team):
    _make_bot(app, bob)
    message = bob.send(team, "42", role="assistant", thinking="6 × 7")
    assert (message["role"], message["thinking"]) == ("assistant", "6 × 7")
    assert ada.get(f"/messages/{team['id']}")["messages"][0] == message


def test_thinking_has_limits(app, bob: Person, team):
    _make_bot(app, bob)
    assert bob.send(team, thinking="x" * 5000)["thinking"] == "x" * 5000
    assert _post(bob, team, thinking="x" * 5001).wrong_fields == {"thinking"}
    assert _post(bob, team, thinking="a\x00b").wrong_fields == {"thinking"}


def test_a_bot_is_in_its_conversations_and_no_others(app, ada: Person, cleo: Person, team):
    _make_bot(app, cleo)
    assert _post(cleo, team, role="system").refusal == (404, "not_found")
