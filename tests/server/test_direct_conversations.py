"""Direct conversations: one a pair, whoever makes it, under an id that follows from the two."""

from __future__ import annotations

import uuid

import pytest

from tests.support.people import Person, new_id


def _open(person: Person, *member_ids: str, **more):
    form = {"id": new_id(), "kind": "direct", "member_ids": list(member_ids), **more}
    return person.post("/conversations", form)


def test_there_is_one_a_pair_whoever_opens_it_and_under_whatever_id(ada: Person, bob: Person):
    first, second, third = _open(ada, bob.id), _open(bob, ada.id), _open(ada, ada.id, bob.id)
    assert (first.status, second.status, third.status) == (201, 200, 200)
    assert first["conversation"]["id"] == second["conversation"]["id"] == third["conversation"]["id"]


def test_its_id_follows_from_the_two_people_and_the_server(ada: Person, bob: Person):
    server_id = ada.get("/auth/me")["server_id"]
    expected = uuid.uuid5(uuid.UUID(server_id), ":".join(sorted((ada.id, bob.id))))
    assert ada.direct(bob)["id"] == str(expected)


def test_each_pair_has_its_own(ada: Person, bob: Person, cleo: Person):
    assert len({ada.direct(bob)["id"], bob.direct(cleo)["id"], ada.direct(cleo)["id"]}) == 3


def test_both_are_members_and_it_has_no_title(ada: Person, bob: Person):
    conversation = _open(ada, bob.id, title="Us", description="x", posting="moderators")["conversation"]
    assert {member["role"] for member in conversation["members"]} == {"member"}
    assert {member["user_id"] for member in conversation["members"]} == {ada.id, bob.id}
    assert (conversation["title"], conversation["description"], conversation["posting"]) == ("", "", "everyone")


@pytest.mark.parametrize("spell_it_out", [True, False])
def test_one_may_keep_notes_to_oneself(ada: Person, spell_it_out: bool):
    conversation = _open(ada, *([ada.id] if spell_it_out else []))["conversation"]
    assert [member["user_id"] for member in conversation["members"]] == [ada.id]
    assert ada.send(conversation, "Milk")["ordinal"] == 1


def test_it_takes_exactly_one_other_person(ada: Person, bob: Person, cleo: Person):
    assert _open(ada, bob.id, cleo.id).wrong_fields == {"member_ids"}
    assert _open(ada, new_id()).wrong_fields == {"member_ids"}


def test_the_first_message_makes_it(ada: Person, bob: Person):
    socket = bob.connect()
    message = ada.post("/messages", {"id": new_id(), "recipient_id": bob.id, "content": "Hello"})["message"]
    assert message["conversation_id"] == ada.direct(bob)["id"]
    told = [packet for packet in socket.received("changes") if packet["log"] == bob.log]
    assert told[0]["changes"][0]["entity"] == "conversation"
    assert bob.get("/conversations")["conversations"][0]["last_message"]["preview"] == "Hello"


def test_a_first_message_that_is_repeated_is_stored_once(ada: Person, bob: Person):
    form = {"id": new_id(), "recipient_id": bob.id, "content": "Hello"}
    assert [ada.post("/messages", form).status for _ in range(2)] == [201, 200]


def test_a_first_message_to_nobody_makes_nothing(ada: Person):
    form = {"id": new_id(), "recipient_id": new_id(), "content": "Hello"}
    assert ada.post("/messages", form).status in (404, 422)
    assert ada.get("/conversations")["conversations"] == []


def test_a_first_message_that_is_refused_makes_no_conversation(ada: Person, bob: Person):
    form = {"id": new_id(), "recipient_id": bob.id, "content": "Hello", "reply_to": new_id()}
    assert ada.post("/messages", form).wrong_fields == {"reply_to"}
    assert bob.get("/conversations")["conversations"] == []


def test_nobody_is_added_removed_or_promoted(ada: Person, bob: Person, cleo: Person):
    path = f"/conversations/{ada.direct(bob)['id']}/members"
    for answer in (
        ada.post(path, {"user_id": cleo.id}),
        ada.delete(f"{path}/{bob.id}"),
        ada.delete(f"{path}/{ada.id}"),
        ada.patch(f"{path}/{bob.id}", {"role": "owner"}),
    ):
        assert answer.wrong_fields == {"conversation_id"}


def test_deleting_it_hides_it_from_oneself_until_the_next_message(ada: Person, bob: Person):
    conversation = ada.direct(bob)
    bob.send(conversation, "one")
    assert ada.delete(f"/conversations/{conversation['id']}").ok
    assert ada.get("/conversations")["conversations"] == []
    assert len(bob.get("/conversations")["conversations"]) == 1
    bob.send(conversation, "two")
    (shown,) = ada.get("/conversations")["conversations"]
    assert shown["last_message"]["preview"] == "two"
    assert [m["content"] for m in ada.get(f"/messages/{conversation['id']}")["messages"]] == ["one", "two"]


def test_hiding_is_nobody_elses_business(ada: Person, bob: Person, published):
    conversation = ada.direct(bob)
    published.clear()
    ada.delete(f"/conversations/{conversation['id']}")
    (packet,) = published
    assert packet["log"] == ada.log
    assert [change["entity"] for change in packet["changes"]] == ["settings"]


# /chat


def test_history_with_somebody_is_its_newest_hundred_oldest_first(ada: Person, bob: Person):
    conversation = ada.direct(bob)
    for number in range(102):
        ada.send(conversation, str(number))
    answer = bob.get(f"/chat/history/{ada.id}")
    assert [message["content"] for message in answer["messages"]] == [str(number) for number in range(2, 102)]
    assert answer["conversation"]["id"] == conversation["id"]


def test_history_without_a_conversation_is_empty_and_makes_none(ada: Person, bob: Person):
    answer = ada.get(f"/chat/history/{bob.id}")
    assert (answer["conversation"], answer["messages"]) == (None, [])
    assert ada.get("/conversations")["conversations"] == []


def test_history_with_nobody_is_not_found(ada: Person):
    assert ada.get(f"/chat/history/{new_id()}").refusal == (404, "not_found")
    assert ada.post(f"/chat/mark-read/{new_id()}").refusal == (404, "not_found")


def test_history_comes_with_its_reactions(ada: Person, bob: Person):
    message = ada.send(ada.direct(bob))
    bob.put(f"/messages/{message['id']}/reactions/👍")
    assert [r["emoji"] for r in ada.get(f"/chat/history/{bob.id}")["reactions"]] == ["👍"]


def test_everything_from_somebody_is_marked_read(ada: Person, bob: Person):
    conversation = ada.direct(bob)
    ada.send(conversation)
    ada.send(conversation)
    assert bob.post(f"/chat/mark-read/{ada.id}").json == {"delivered_ordinal": 2, "read_ordinal": 2}
    own = next(member for member in ada.see(conversation)["members"] if member["user_id"] == bob.id)
    assert own["read_ordinal"] == 2


def test_marking_nothing_read_is_nothing(ada: Person, bob: Person):
    assert bob.post(f"/chat/mark-read/{ada.id}").json == {"delivered_ordinal": 0, "read_ordinal": 0}
