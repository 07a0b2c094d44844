"""Groups: made, shown, changed and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.people import Person, new_id


def _create(person: Person, **form: Any):
    return person.post("/conversations", {"id": new_id(), "kind": "group", "member_ids": [], **form})


def _roles(conversation: dict[str, Any]) -> dict[str, str]:
    return {member["user_id"]: member["role"] for member in conversation["members"]}


def _system_messages(person: Person, conversation: dict[str, Any]) -> list[dict[str, Any]]:
    messages = person.get(f"/messages/{conversation['id']}")["messages"]
    return [message for message in messages if message["role"] == "system"]


def test_who_makes_a_group_owns_it(ada: Person, bob: Person, cleo: Person):
    group = ada.group("Team", bob, cleo)
    assert _roles(group) == {ada.id: "owner", bob.id: "member", cleo.id: "member"}
    assert (group["kind"], group["title"], group["created_by"]) == ("group", "Team", ada.id)


def test_everyone_in_it_sees_the_same_group_and_their_own_settings_alone(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    for person in (ada, bob):
        members = {member["user_id"]: member for member in person.see(group)["members"]}
        assert [id_ for id_, member in members.items() if "archived" in member] == [person.id]


def test_a_group_may_have_one_member_no_title_and_be_told_twice(ada: Person):
    first = _create(ada, member_ids=[ada.id, ada.id])
    group = first["conversation"]
    again = _create(ada, id=group["id"], member_ids=[ada.id])
    assert (first.status, again.status) == (201, 200)
    assert again["conversation"] == group
    assert (group["title"], len(group["members"])) == ("", 1)


def test_the_server_names_a_group_that_comes_without_an_id(ada: Person):
    assert ada.post("/conversations", {"kind": "group", "member_ids": []}).status == 201


def test_an_id_that_somebody_else_used_is_refused(ada: Person, bob: Person, cleo: Person):
    group = ada.group("Team", bob)
    assert _create(bob, id=group["id"]).refusal == (409, "id_conflict")
    assert _create(cleo, id=group["id"]).refusal == (409, "id_conflict")


@pytest.mark.parametrize(
    "id_", ["5", "", "8e8bd5ee-7c4b-4f8e-9d5c-2f1c0e5d1a11", "8e8bd5ee-7c4b-5f8e-9d5c-2f1c0e5d1a11", 7, "g" * 36]
)
def test_a_group_needs_a_uuid7(ada: Person, id_: object):
    assert _create(ada, id=id_).wrong_fields == {"id"}


def test_nobody_takes_the_place_of_a_direct_conversation(ada: Person, bob: Person, cleo: Person):
    probe = ada.direct(bob)  # the id that Ada and Bob will always have, wherever one looks it up
    assert _create(cleo, id=probe["id"], member_ids=[ada.id, bob.id]).status in (409, 422)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"kind": "channel"}, "kind"),
        ({"title": "x" * 101}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"description": "x" * 1001}, "description"),
        ({"posting": "nobody"}, "posting"),
        ({"member_ids": [new_id()]}, "member_ids"),
        ({"member_ids": ["bob"]}, "member_ids.0"),
        ({"member_ids": "bob"}, "member_ids"),
        ({"context_ids": [new_id()]}, "context_ids"),
        ({"context_ids": [new_id()] * 21}, "context_ids"),
    ],
)
def test_a_group_has_limits(ada: Person, form, field: str):
    assert _create(ada, **form).wrong_fields == {field}


@pytest.mark.parametrize("title", ["x" * 100, "🦉" * 100, "قناة", "  spaced\n out "])
def test_a_title_may_be(ada: Person, title: str):
    assert ada.group(title)["title"] == " ".join(title.split())


def test_a_refused_group_leaves_nothing(ada: Person, bob: Person):
    id_ = new_id()
    _create(ada, id=id_, member_ids=[bob.id, new_id()])
    assert ada.get(f"/conversations/{id_}").refusal == (404, "not_found")
    assert bob.get("/conversations")["conversations"] == []


def test_conversations_are_listed_by_their_latest_message(ada: Person, bob: Person):
    first, second, third = (ada.group(title, bob) for title in "abc")
    bob.send(second)
    bob.send(first)
    listed = [conversation["id"] for conversation in ada.get("/conversations")["conversations"]]
    assert listed[:2] == [first["id"], second["id"]]
    assert listed[2] == third["id"]


def test_the_list_shows_the_beginning_of_the_last_message(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    message = bob.send(group, "  Dear\n\nall\t" + "x" * 600)
    last = ada.see(group)["last_message"]
    assert last == {
        "id": message["id"],
        "sender_id": bob.id,
        "preview": ("Dear all " + "x" * 600)[:500],
        "created_at": message["created_at"],
    }


def test_the_preview_follows_the_last_message_as_it_is_edited_and_deleted(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    message = ada.send(group, "one")
    ada.patch(f"/messages/{message['id']}", {"content": "two"})
    assert bob.see(group)["last_message"]["preview"] == "two"
    ada.delete(f"/messages/{message['id']}")
    assert bob.see(group)["last_message"]["preview"] == ""


# Changing


def test_moderators_and_owners_rename_and_all_are_told(ada: Person, bob: Person, cleo: Person):
    group = ada.group("Team", bob, cleo)
    ada.patch(f"/conversations/{group['id']}/members/{bob.id}", {"role": "moderator"})
    socket = cleo.connect()
    renamed = bob.patch(f"/conversations/{group['id']}", {"title": "Crew", "description": "All of us"})["conversation"]
    assert (renamed["title"], renamed["description"]) == ("Crew", "All of us")
    rows = [change["row"] for change in socket.expect("changes")["changes"] if change["entity"] == "conversation"]
    assert [row["title"] for row in rows] == ["Crew"]
    newest = _system_messages(cleo, group)[-1]
    assert (newest["sender_id"], newest["meta"]["event"], newest["meta"]["title"]) == (bob.id, "renamed", "Crew")


def test_a_change_to_what_it_is_already_is_no_news(ada: Person, published):
    group = ada.group("Team")
    published.clear()
    ada.patch(f"/conversations/{group['id']}", {"title": "Team", "posting": "everyone"})
    ada.patch(f"/conversations/{group['id']}", {})
    assert published == []
    assert _system_messages(ada, group) == []


def test_a_description_may_be_taken_away(ada: Person):
    group = ada.group("Team", description="All of us")
    assert ada.patch(f"/conversations/{group['id']}", {"description": ""})["conversation"]["description"] == ""


@pytest.mark.parametrize(("form", "field"), [({"title": "x" * 101}, "title"), ({"posting": "x"}, "posting")])
def test_a_change_has_limits(ada: Person, form, field: str):
    assert ada.patch(f"/conversations/{ada.group('Team')['id']}", form).wrong_fields == {field}


def test_a_change_that_is_refused_in_part_is_refused_altogether(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    form = {"title": "Bob's", "archived": True}
    assert bob.patch(f"/conversations/{group['id']}", form).refusal == (403, "forbidden")
    own = next(member for member in bob.see(group)["members"] if member["user_id"] == bob.id)
    assert own["archived"] is False


def test_a_direct_conversation_is_not_renamed(ada: Person, bob: Person):
    answer = ada.patch(f"/conversations/{ada.direct(bob)['id']}", {"title": "Us"})
    assert answer.wrong_fields == {"conversation_id"}


def test_messages_do_not_touch_when_a_conversation_was_changed(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    bob.send(group)
    assert ada.see(group)["updated_at"] == group["updated_at"]


# Announcements


def test_in_announcements_only_moderators_and_owners_post(ada: Person, bob: Person, cleo: Person):
    group = ada.group("News", bob, cleo, posting="moderators")
    ada.patch(f"/conversations/{group['id']}/members/{bob.id}", {"role": "moderator"})
    form = {"id": new_id(), "conversation_id": group["id"], "content": "Hello"}
    assert cleo.post("/messages", form).refusal == (403, "forbidden")
    assert cleo.connect().call("send_message", form).refusal == "forbidden"
    assert bob.post("/messages", form).status == 201
    ada.send(group)


def test_members_still_read_and_react_in_announcements(ada: Person, bob: Person):
    group = ada.group("News", bob, posting="moderators")
    message = ada.send(group)
    assert bob.put(f"/messages/{message['id']}/reactions/👍").status == 201
    assert bob.connect().call("mark_as_read", {"conversation_id": group["id"], "ordinal": 1})["read_ordinal"] == 1


def test_announcements_open_up_again(ada: Person, bob: Person):
    group = ada.group("News", bob, posting="moderators")
    ada.patch(f"/conversations/{group['id']}", {"posting": "everyone"})
    bob.send(group)
    (note,) = _system_messages(ada, group)
    assert note["meta"] == {"event": "posting_changed", "posting": "everyone"}


# Deleting


def test_an_owner_deletes_a_group_for_everyone(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    message = ada.send(group)
    socket = bob.connect()
    assert ada.delete(f"/conversations/{group['id']}").json == {}
    for person in (ada, bob):
        assert person.get(f"/conversations/{group['id']}").refusal == (404, "not_found")
        assert person.get(f"/messages/{message['id']}/history").refusal == (404, "not_found")
        assert person.get("/conversations")["conversations"] == []
    change = socket.expect("changes")["changes"][0]
    assert (change["entity"], change["entity_id"], change["op"]) == ("conversation", group["id"], "delete")


def test_a_deleted_group_is_lost_by_pull(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    cursors = {log["log"]: log["to"] for log in bob.pull()["logs"]}
    ada.delete(f"/conversations/{group['id']}")
    pulled = bob.pull(cursors)
    assert set(pulled["lost"]) == {f"c:{group['id']}", f"r:{group['id']}"}


def test_a_deleted_group_leaves_nothing_in_the_database(app, ada: Person, bob: Person):
    from messaging.core.extensions import db

    group = ada.group("Team", bob)
    message = bob.send(group)
    bob.patch(f"/messages/{message['id']}", {"content": "edited"})
    ada.put(f"/messages/{message['id']}/reactions/👍")
    ada.delete(f"/conversations/{group['id']}")
    with app.app_context():
        left = {
            table: db.session.execute(db.text(f"SELECT count(*) FROM {table}")).scalar()
            for table in ("conversation", "membership", "message", "message_edit", "reaction")
        }
        entries = db.session.execute(db.text("SELECT count(*) FROM sync_event WHERE log LIKE 'c:%'")).scalar()
    assert set(left.values()) == {0}
    assert entries == 0
