"""Who is in a group: adding, removing, leaving, roles, and what a newcomer sees."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.answers import Answer
from tests.support.people import Person, new_id


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    """Ada owns it; Bob is in it; Cleo is not."""
    return ada.group("Team", bob)


def _add(person: Person, team: dict[str, Any], *others: Person, **more: Any) -> Answer:
    return person.post(f"/conversations/{team['id']}/members", {"user_ids": [other.id for other in others], **more})


def _remove(person: Person, team: dict[str, Any], other: Person) -> Answer:
    return person.delete(f"/conversations/{team['id']}/members/{other.id}")


def _promote(person: Person, team: dict[str, Any], other: Person, role: str) -> Answer:
    return person.patch(f"/conversations/{team['id']}/members/{other.id}", {"role": role})


def _roles(person: Person, team: dict[str, Any]) -> dict[str, str]:
    return {member["user_id"]: member["role"] for member in person.see(team)["members"]}


def _events(person: Person, team: dict[str, Any]) -> list[tuple[str, str]]:
    """What the group's system messages say: event and who did it."""
    messages = person.get(f"/messages/{team['id']}")["messages"]
    return [(m["meta"]["event"], m["sender_id"]) for m in messages if m["role"] == "system"]


# Adding


def test_somebody_is_added_and_everyone_is_told(ada: Person, bob: Person, cleo: Person, team):
    socket = bob.connect()
    answer = _add(ada, team, cleo)
    assert answer.status == 201
    assert {member["user_id"] for member in answer["members"]} == {ada.id, bob.id, cleo.id}
    told = {(c["entity"], c["entity_id"]) for p in socket.received("changes") for c in p["changes"]}
    assert ("membership", cleo.id) in told
    assert ("user", cleo.id) in told
    assert _events(bob, team) == [("member_added", ada.id)]


def test_one_person_may_be_named_by_user_id(ada: Person, cleo: Person, team):
    answer = ada.post(f"/conversations/{team['id']}/members", {"user_id": cleo.id})
    assert cleo.id in {member["user_id"] for member in answer["members"]}


def test_a_newcomer_sees_the_history_and_it_counts_as_read(ada: Person, cleo: Person, team):
    ada.send(team, "before")
    _add(ada, team, cleo)
    assert cleo.get(f"/messages/{team['id']}")["messages"][0]["content"] == "before"
    own = next(member for member in cleo.see(team)["members"] if member["user_id"] == cleo.id)
    assert own["read_ordinal"] >= 1


def test_a_newcomers_socket_hears_the_group_at_once(ada: Person, cleo: Person, team):
    socket = cleo.connect()
    _add(ada, team, cleo)
    socket.received("changes")
    ada.send(team, "welcome")
    assert socket.expect("changes")["changes"][0]["row"]["content"] == "welcome"


def test_who_is_in_already_is_not_added_again(ada: Person, bob: Person, team, published):
    assert _add(ada, team, bob).status == 201
    assert published == []
    assert _roles(ada, team)[bob.id] == "member"


def test_adding_does_not_demote(ada: Person, bob: Person, team):
    _promote(ada, team, bob, "moderator")
    _add(ada, team, bob)
    assert _roles(ada, team)[bob.id] == "moderator"


@pytest.mark.parametrize(
    ("form", "field"),
    [({}, "user_id"), ({"user_ids": ["x"]}, "user_ids.0"), ({"user_id": new_id()}, "member_ids")],
)
def test_nobody_unknown_is_added(ada: Person, team, form, field: str):
    assert ada.post(f"/conversations/{team['id']}/members", form).wrong_fields == {field}


def test_of_several_either_all_are_added_or_none(ada: Person, cleo: Person, team):
    form = {"user_ids": [cleo.id, new_id()]}
    assert ada.post(f"/conversations/{team['id']}/members", form).status == 422
    assert cleo.id not in _roles(ada, team)


def test_nobody_is_added_as_owner(ada: Person, cleo: Person, team):
    assert _add(ada, team, cleo, role="owner").wrong_fields == {"role"}


def test_moderators_add_members_and_only_owners_add_moderators(ada: Person, bob: Person, cleo: Person, team):
    assert _add(bob, team, cleo).refusal == (403, "forbidden")
    _promote(ada, team, bob, "moderator")
    assert _add(bob, team, cleo, role="moderator").refusal == (403, "forbidden")
    assert _add(bob, team, cleo).status == 201


# Leaving and removing


def test_who_leaves_sees_and_hears_nothing_more(ada: Person, bob: Person, team):
    message = ada.send(team)
    socket = bob.connect()
    socket.call("join_chat", {"conversation_id": team["id"]})
    assert _remove(bob, team, bob)["membership"]["left_at"]
    lost = [c for p in socket.received("changes") if p["log"] == bob.log for c in p["changes"]]
    assert [(c["entity"], c["op"]) for c in lost] == [("conversation", "delete")]
    ada.send(team, "he is gone")
    ada.connect().call("typing", {"conversation_id": team["id"], "active": True})
    socket.background.advance(2)
    assert socket.received("changes") == socket.received("typing") == []
    for path in (f"/conversations/{team['id']}", f"/messages/{team['id']}", f"/messages/{message['id']}/history"):
        assert bob.get(path).refusal == (404, "not_found")
    assert socket.call("typing", {"conversation_id": team["id"], "active": True}).refusal == "not_found"
    assert _events(ada, team) == [("member_left", bob.id)]


def test_who_was_removed_hears_of_the_removal_and_nothing_after(ada: Person, bob: Person, team):
    socket = bob.connect()
    _remove(ada, team, bob)
    assert bob.log in {packet["log"] for packet in socket.received("changes")}
    ada.patch(f"/conversations/{team['id']}", {"title": "Without Bob"})
    ada.patch("/users/me", {"display_name": "Ada the free"})
    socket.background.advance(2)
    assert socket.received("changes") == []
    assert _events(ada, team)[0] == ("member_removed", ada.id)


def test_who_was_removed_does_not_edit_delete_or_react_any_more(ada: Person, bob: Person, team):
    mine = bob.send(team)
    _remove(ada, team, bob)
    for answer in (
        bob.patch(f"/messages/{mine['id']}", {"content": "late"}),
        bob.delete(f"/messages/{mine['id']}"),
        bob.put(f"/messages/{mine['id']}/reactions/👍"),
        bob.post("/messages", {"id": mine["id"], "conversation_id": team["id"], "content": "Hello"}),
    ):
        assert answer.refusal == (404, "not_found")


def test_who_comes_back_sees_what_happened_meanwhile(ada: Person, bob: Person, team):
    _remove(ada, team, bob)
    ada.send(team, "meanwhile")
    _add(ada, team, bob)
    assert "meanwhile" in [m["content"] for m in bob.get(f"/messages/{team['id']}")["messages"]]
    socket = bob.connect()
    ada.send(team, "again")
    assert socket.expect("changes")["changes"][0]["row"]["content"] == "again"


def test_who_comes_back_has_no_role_from_before(ada: Person, bob: Person, team):
    _promote(ada, team, bob, "moderator")
    _remove(bob, team, bob)
    _add(ada, team, bob)
    assert _roles(ada, team)[bob.id] == "member"


def test_somebody_who_is_not_in_it_is_not_removed(ada: Person, cleo: Person, team):
    assert _remove(ada, team, cleo).refusal == (404, "not_found")


def test_nobody_leaves_twice(bob: Person, team):
    _remove(bob, team, bob)
    assert _remove(bob, team, bob).refusal == (404, "not_found")


def test_moderators_remove_members_alone_and_owners_anyone(ada: Person, bob: Person, cleo: Person, team, person):
    dora = person("dora")
    _add(ada, team, cleo, dora)
    assert _remove(bob, team, cleo).refusal == (403, "forbidden")
    _promote(ada, team, bob, "moderator")
    _promote(ada, team, cleo, "moderator")
    assert _remove(bob, team, cleo).refusal == (403, "forbidden")
    assert _remove(bob, team, ada).refusal == (403, "forbidden")
    assert _remove(bob, team, dora).ok
    _promote(ada, team, cleo, "owner")
    assert _remove(cleo, team, ada).ok


# Roles


def test_an_owner_gives_roles_and_everyone_is_told(ada: Person, bob: Person, team):
    socket = bob.connect()
    assert _promote(ada, team, bob, "moderator")["membership"]["role"] == "moderator"
    rows = [c["row"] for p in socket.received("changes") for c in p["changes"] if c["entity"] == "membership"]
    assert [row["role"] for row in rows] == ["moderator"]
    assert _events(bob, team) == [("role_changed", ada.id)]


def test_the_same_role_again_is_no_news(ada: Person, bob: Person, team, published):
    assert _promote(ada, team, bob, "member").ok
    assert published == []


def test_only_owners_give_roles(ada: Person, bob: Person, team):
    assert _promote(bob, team, bob, "owner").refusal == (403, "forbidden")
    _promote(ada, team, bob, "moderator")
    assert _promote(bob, team, bob, "owner").refusal == (403, "forbidden")
    assert _promote(bob, team, ada, "member").refusal == (403, "forbidden")


def test_roles_go_to_members_only_and_there_are_three(ada: Person, bob: Person, cleo: Person, team):
    assert _promote(ada, team, cleo, "moderator").refusal == (404, "not_found")
    assert _promote(ada, team, bob, "king").wrong_fields == {"role"}


def test_the_last_owner_does_not_resign(ada: Person, bob: Person, team):
    assert _promote(ada, team, ada, "member").wrong_fields == {"role"}
    _promote(ada, team, bob, "owner")
    assert _promote(ada, team, ada, "member").ok
    assert _roles(ada, team) == {ada.id: "member", bob.id: "owner"}


def test_when_the_last_owner_leaves_a_moderator_inherits(ada: Person, bob: Person, cleo: Person, team):
    _add(ada, team, cleo)
    _promote(ada, team, cleo, "moderator")
    _remove(ada, team, ada)
    assert _roles(bob, team) == {bob.id: "member", cleo.id: "owner"}


def test_without_a_moderator_who_was_there_longest_inherits(ada: Person, bob: Person, cleo: Person, team):
    _add(ada, team, cleo)
    _remove(ada, team, ada)
    assert _roles(cleo, team) == {bob.id: "owner", cleo.id: "member"}


def test_while_another_owner_is_there_nobody_inherits(ada: Person, bob: Person, cleo: Person, team):
    _add(ada, team, cleo)
    _promote(ada, team, bob, "owner")
    _remove(ada, team, ada)
    assert _roles(cleo, team) == {bob.id: "owner", cleo.id: "member"}


def test_the_last_one_may_leave(ada: Person, bob: Person, team):
    _remove(bob, team, bob)
    assert _remove(ada, team, ada).ok
    assert ada.get("/conversations")["conversations"] == []
