"""Editing and deleting messages: what was said before, tombstones, and who may."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.people import Person, new_id


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    return ada.group("Team", bob)


@pytest.fixture
def message(bob: Person, team) -> dict[str, Any]:
    """Bob's message in Ada's group."""
    return bob.send(team, "one", meta={"a": 1})


def _edit(person: Person, message: dict[str, Any], content: Any = "two", **more: Any):
    return person.patch(f"/messages/{message['id']}", {"content": content, **more})


def _delete(person: Person, message: dict[str, Any]):
    return person.delete(f"/messages/{message['id']}")


def test_an_edited_message_keeps_its_place_and_says_when(bob: Person, message):
    edited = _edit(bob, message)["message"]
    assert edited["content"] == "two"
    assert edited["edited_at"] >= message["created_at"]
    assert edited["version"] > message["version"]
    unchanged = {name for name in message if edited[name] == message[name]}
    assert unchanged == set(message) - {"content", "edited_at", "version"}


def test_everyone_hears_of_an_edit(ada: Person, bob: Person, message):
    socket = ada.connect()
    edited = _edit(bob, message)["message"]
    assert [change["row"] for change in socket.expect("changes")["changes"]] == [edited]


def test_everyone_reads_what_it_said_before(ada: Person, bob: Person, message):
    _edit(bob, message, "two")
    _edit(bob, message, "three")
    edits = ada.get(f"/messages/{message['id']}/history")["edits"]
    assert [(edit["content"], edit["editor_id"]) for edit in edits] == [("one", bob.id), ("two", bob.id)]
    assert edits[0]["edited_at"] <= edits[1]["edited_at"]


def test_a_message_that_was_not_edited_has_no_history(bob: Person, message):
    assert bob.get(f"/messages/{message['id']}/history")["edits"] == []


def test_an_edit_that_changes_nothing_is_no_news(bob: Person, message, published):
    assert _edit(bob, message, "one")["message"] == message
    assert published == []


def test_only_who_wrote_it_edits_it(ada: Person, bob: Person, message):
    assert _edit(ada, message).refusal == (403, "forbidden")
    assert bob.get(f"/messages/{message['id']}/history")["edits"] == []


def test_an_edit_of_something_older_is_a_conflict_with_what_there_is(bob: Person, message):
    edited = _edit(bob, message, "two", base_version=message["version"])["message"]
    answer = _edit(bob, message, "three", base_version=message["version"])
    assert answer.refusal == (409, "version_conflict")
    assert answer.error["details"]["row"] == edited


@pytest.mark.parametrize(
    ("content", "field"),
    [("", "content"), ("  \n", "content"), ("x" * 10_001, "content"), ("a\x00b", "content"), (None, "content")],
)
def test_an_edit_has_limits(bob: Person, message, content, field: str):
    assert _edit(bob, message, content).wrong_fields == {field}


def test_an_edit_may_be_as_long_as_a_message(bob: Person, message):
    assert _edit(bob, message, "🦉" * 10_000)["message"]["content"] == "🦉" * 10_000


# Deleting


def test_a_deleted_message_keeps_its_place_and_loses_all_it_held(ada: Person, bob: Person, team, message):
    _edit(bob, message)
    ada.put(f"/messages/{message['id']}/reactions/👍")
    tombstone = _delete(bob, message)["message"]
    assert tombstone["deleted_at"]
    assert (tombstone["content"], tombstone["meta"], tombstone["attachments"]) == ("", None, [])
    assert (tombstone["id"], tombstone["ordinal"]) == (message["id"], message["ordinal"])
    page = ada.get(f"/messages/{team['id']}")
    assert (page["messages"], page["reactions"]) == ([tombstone], [])
    assert ada.get(f"/messages/{message['id']}/history").refusal == (404, "not_found")


def test_what_was_deleted_is_nowhere_any_more(app, bob: Person, team):
    message = bob.send(team, "utterly secret")
    _edit(bob, message, "still secret")
    _delete(bob, message)
    from messaging.core.extensions import db

    with app.app_context():
        for table in db.metadata.tables:
            assert "secret" not in str(db.session.execute(db.text(f'SELECT * FROM "{table}"')).all()), table


def test_a_deletion_counts(ada: Person, bob: Person, team, message):
    bob.send(team)
    _delete(bob, message)
    conversation = ada.see(team)
    assert (conversation["message_count"], conversation["last_ordinal"]) == (1, 2)


def test_everyone_hears_of_a_deletion(ada: Person, bob: Person, message):
    socket = ada.connect()
    tombstone = _delete(bob, message)["message"]
    packet = socket.expect("changes")
    assert [change["row"] for change in packet["changes"] if change["entity"] == "message"] == [tombstone]
    assert packet["head"]["message_count"] == 0


def test_deleting_twice_is_deleting_once(bob: Person, message, published):
    first, second = _delete(bob, message)["message"], _delete(bob, message)["message"]
    assert first == second
    assert len(published) == 1


def test_moderators_delete_what_members_wrote_and_members_do_not(ada: Person, bob: Person, team, message):
    mine = ada.send(team)
    assert _delete(bob, mine).refusal == (403, "forbidden")
    assert _delete(ada, message).ok


def test_in_a_direct_conversation_each_deletes_their_own(ada: Person, bob: Person):
    message = bob.send(ada.direct(bob))
    assert _delete(ada, message).refusal == (403, "forbidden")
    assert _delete(bob, message).ok


def test_what_happened_to_the_group_is_neither_edited_nor_deleted(ada: Person, team):
    ada.patch(f"/conversations/{team['id']}", {"title": "Crew"})
    (note,) = ada.get(f"/messages/{team['id']}")["messages"]
    assert _edit(ada, note).refusal == (403, "forbidden")
    assert _delete(ada, note).refusal == (403, "forbidden")


def test_a_deleted_message_is_neither_edited_nor_reacted_to(bob: Person, message):
    _delete(bob, message)
    assert _edit(bob, message).refusal == (404, "not_found")
    assert bob.put(f"/messages/{message['id']}/reactions/👍").refusal == (404, "not_found")


def test_an_edit_by_who_did_not_know_of_their_own_deletion_brings_it_back(bob: Person, team, message):
    _delete(bob, message)
    back = _edit(bob, message, "better", base_version=message["version"])["message"]
    assert (back["content"], back["deleted_at"]) == ("better", None)
    assert bob.see(team)["message_count"] == 1


def test_nobody_brings_back_what_a_moderator_deleted(ada: Person, bob: Person, message):
    _delete(ada, message)
    assert _edit(bob, message, "again", base_version=message["version"]).refusal == (404, "not_found")


def test_a_message_that_is_not_there_is_not_found(ada: Person, team):
    nothing = {"id": new_id()}
    assert _edit(ada, nothing).refusal == _delete(ada, nothing).refusal == (404, "not_found")
