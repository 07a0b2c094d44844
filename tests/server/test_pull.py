"""`pull`: the start of a new device, catching up, paging, what was gained and lost, and a restored server."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.sync import pull as pulling
from tests.support.people import Person, new_id
from tests.support.syncing import Puller, part_of, rows


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    return ada.group("Team", bob)


@pytest.fixture
def device(bob: Person, team) -> Puller:
    """Bob's device, up to date."""
    device = Puller(bob)
    device.pull()
    return device


def _logs(conversation: dict[str, Any]) -> list[str]:
    return [f"c:{conversation['id']}", f"r:{conversation['id']}"]


# A new device


def test_a_new_device_gets_a_snapshot_of_everything(ada: Person, bob: Person, team):
    message = ada.send(team)
    answer = bob.pull()
    logs = [bob.log, *_logs(team)]
    assert [part["log"] for part in answer["logs"]] == logs
    assert all(part["snapshot"] for part in answer["logs"])
    assert (answer["gained"], answer["lost"], answer["more"]) == (logs, [], False)
    assert answer["epoch"] == bob.get("/auth/me")["epoch"]
    assert rows(answer["logs"], f"c:{team['id']}", "message") == [message]


def test_the_users_log_comes_first_with_the_list_of_conversations_by_activity(ada: Person, bob: Person):
    quiet, busy = ada.group("Quiet", bob), ada.group("Busy", bob)
    ada.send(quiet)
    newest = ada.send(busy, "newest")
    answer = bob.pull()
    first, *others = answer["logs"]
    assert first["log"] == bob.log
    listed = rows([first], bob.log, "conversation")
    assert [row["id"] for row in listed] == [busy["id"], quiet["id"]]
    assert listed[0]["last_message"]["id"] == newest["id"]
    assert [part["log"] for part in others] == _logs(busy) + _logs(quiet)


def test_a_new_device_learns_of_oneself_contacts_settings_and_devices(ada: Person, bob: Person, team):
    bob.post("/contacts", {"username": "ada", "nickname": "A"})
    bob.patch(f"/conversations/{team['id']}", {"archived": True})
    part = part_of(bob.pull()["logs"], bob.log)
    found = {(change["entity"], change["entity_id"]) for change in part["changes"]}
    assert found >= {("user", bob.id), ("user", ada.id), ("settings", team["id"]), ("device", bob.device_id)}
    assert [row["nickname"] for row in rows([part], bob.log, "contact")] == ["A"]


def test_a_snapshot_holds_the_newest_fifty_messages_with_their_reactions(ada: Person, bob: Person, team):
    messages = [ada.send(team, str(number)) for number in range(60)]
    bob.put(f"/messages/{messages[0]['id']}/reactions/👍")
    bob.put(f"/messages/{messages[-1]['id']}/reactions/👍")
    logs = bob.pull()["logs"]
    log = f"c:{team['id']}"
    assert [row["ordinal"] for row in rows(logs, log, "message")] == list(range(11, 61))
    assert [row["message_id"] for row in rows(logs, log, "reaction")] == [messages[-1]["id"]]
    assert part_of(logs, log)["head"] == {"last_ordinal": 60, "message_count": 60}


def test_a_snapshot_names_everyone_who_is_or_was_there(ada: Person, bob: Person, cleo: Person):
    group = ada.group("Team", bob, cleo)
    cleo.delete(f"/conversations/{group['id']}/members/{cleo.id}")
    logs = bob.pull()["logs"]
    left = {row["user_id"]: row["left_at"] for row in rows(logs, f"c:{group['id']}", "membership")}
    assert left[cleo.id]
    assert left[ada.id] is left[bob.id] is None
    assert cleo.id in {row["id"] for row in rows(logs, f"c:{group['id']}", "user")}


# Catching up


def test_who_is_up_to_date_gets_nothing(device: Puller):
    answer = device.person.pull(device.cursors)
    assert (answer["logs"], answer["gained"], answer["lost"], answer["more"]) == ([], [], [], False)


def test_only_what_is_new_comes_and_says_who_did_it_where(ada: Person, device: Puller, team):
    message = ada.send(team)
    (changes, receipts) = device.pull()
    assert (changes["log"], changes["snapshot"], changes["head"]["last_ordinal"]) == (f"c:{team['id']}", False, 1)
    (change,) = changes["changes"]
    assert change["row"] == message
    assert (change["seq"], change["actor_id"], change["device_id"]) == (message["version"], ada.id, ada.device_id)
    assert receipts["log"] == f"r:{team['id']}"


def test_of_many_changes_of_one_thing_the_last_state_comes_once(ada: Person, device: Puller, team):
    message = ada.send(team, "one")
    for content in ("two", "three"):
        newest = ada.patch(f"/messages/{message['id']}", {"content": content})["message"]
    assert rows(device.pull(), f"c:{team['id']}", "message") == [newest]


def test_what_was_deleted_meanwhile_never_arrives(ada: Person, device: Puller, team):
    message = ada.send(team, "a secret")
    ada.patch(f"/messages/{message['id']}", {"content": "still a secret"})
    ada.put(f"/messages/{message['id']}/reactions/👍")
    ada.delete(f"/messages/{message['id']}")
    assert "secret" not in str(device.pull())


def test_the_socket_answers_the_same(ada: Person, device: Puller, team):
    ada.send(team)
    by_socket = device.person.connect().call("pull", {"cursors": device.cursors})
    by_http = device.person.pull(device.cursors)
    assert by_socket["logs"][0] == by_http["logs"][0]
    assert {name for name in by_socket if name != "ok"} == set(by_http)


def test_people_are_told_of_their_devices_contacts_and_profile(bob: Person, device: Puller, ada: Person):
    bob.post("/contacts", {"username": "ada"})
    bob.patch("/users/me", {"status_text": "new"})
    phone = bob.another_device()
    bob.delete(f"/devices/{phone.device_id}")
    part = part_of(device.pull(), bob.log)
    told = [(change["entity"], change["op"]) for change in part["changes"]]
    assert sorted(told) == [("contact", "upsert"), ("device", "delete"), ("user", "upsert"), ("user", "upsert")]


# In portions


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_whatever_the_limit_everything_comes_once_and_in_order(ada: Person, device: Puller, team, limit: int):
    sent = [ada.send(team, str(number))["id"] for number in range(20)]
    other = ada.group("Other", device.person)
    parts = device.pull(limit=limit)
    assert [row["id"] for row in rows(parts, f"c:{team['id']}", "message")] == sent
    assert f"c:{other['id']}" in [part["log"] for part in parts]
    # Only that this device has got it: pulling implies delivery.
    assert {part["log"][:2] for part in device.person.pull(device.cursors)["logs"]} <= {"r:"}


def test_an_answer_holds_about_as_many_changes_as_were_asked_for(ada: Person, device: Puller, team):
    for number in range(20):
        ada.send(team, str(number))
    answer = device.person.pull(device.cursors, limit=5)
    assert sum(len(part["changes"]) for part in answer["logs"]) == 5
    assert answer["more"]
    assert answer["logs"][0]["more"]


def test_a_new_device_is_filled_in_portions_too(ada: Person, bob: Person):
    groups = [ada.group(str(number), bob) for number in range(5)]
    for group in groups:
        ada.send(group)
    device = Puller(bob)
    parts = device.pull(limit=3)
    assert {part["log"] for part in parts} == {bob.log, *(log for group in groups for log in _logs(group))}
    assert len(parts) > len(groups)


@pytest.mark.parametrize(
    ("form", "field"), [({"limit": 0}, "limit"), ({"limit": 501}, "limit"), ({"limit": "x"}, "limit")]
)
def test_the_limit_has_limits(bob: Person, form, field: str):
    assert bob.post("/sync/pull", {"cursors": {}, **form}).wrong_fields == {field}


@pytest.mark.parametrize("cursors", [{"x:1": 0}, {"c:": 0}, {"c:" + new_id(): -1}, {"c:" + new_id(): "x"}, [], "all"])
def test_cursors_name_logs_and_numbers(bob: Person, cursors):
    assert bob.post("/sync/pull", {"cursors": cursors}).refusal == (422, "validation_failed")


# Gained and lost


def test_a_conversation_that_was_gained_comes_as_a_snapshot(ada: Person, bob: Person, device: Puller):
    ada.send(group := ada.group("New", bob), "Hello")
    answer = bob.pull(device.cursors)
    assert answer["gained"] == _logs(group)
    assert part_of(answer["logs"], f"c:{group['id']}")["snapshot"]
    gained = rows(answer["logs"], bob.log, "conversation")
    assert [row["id"] for row in gained] == [group["id"]]


def test_a_conversation_that_was_lost_is_named_and_nothing_of_it_comes(ada: Person, bob: Person, device: Puller, team):
    ada.send(team, "secret")
    ada.delete(f"/conversations/{team['id']}/members/{bob.id}")
    ada.send(team, "more secrets")
    answer = bob.pull(device.cursors)
    assert set(answer["lost"]) == set(_logs(team))
    (part,) = answer["logs"]
    assert [(c["entity"], c["entity_id"], c["op"], c["row"]) for c in part["changes"]] == [
        ("conversation", team["id"], "delete", None)
    ]
    assert "secret" not in str(answer)


def test_lost_and_gained_again_is_a_snapshot_with_all_of_it(ada: Person, bob: Person, device: Puller, team):
    ada.delete(f"/conversations/{team['id']}/members/{bob.id}")
    device.pull()
    ada.send(team, "meanwhile")
    ada.post(f"/conversations/{team['id']}/members", {"user_id": bob.id})
    parts = device.pull()
    assert part_of(parts, f"c:{team['id']}")["snapshot"]
    assert "meanwhile" in [row["content"] for row in rows(parts, f"c:{team['id']}", "message")]
    assert device.lost == _logs(team)


def test_logs_of_others_look_like_logs_that_are_not_there(ada: Person, bob: Person, cleo: Person, team):
    for log in (f"c:{team['id']}", f"r:{team['id']}", ada.log, f"c:{new_id()}"):
        answer = cleo.pull({cleo.log: cleo.pull()["logs"][0]["to"], log: 0})
        assert (answer["logs"], answer["lost"]) == ([], [log])


# Too far behind


def test_too_far_is_more_than_five_hundred_entries():
    assert pulling.TOO_FAR == 500


def test_who_is_too_far_behind_gets_a_snapshot_with_what_changed_in_older_messages(
    ada: Person, bob: Person, team, monkeypatch
):
    old, older = ada.send(team, "old"), ada.send(team, "older")
    for number in range(60):
        ada.send(team, str(number))
    device = Puller(bob)
    device.cursors = {bob.log: 0, f"c:{team['id']}": ada.see(team)["last_seq"]}
    monkeypatch.setattr(pulling, "TOO_FAR", 3)
    edited = ada.patch(f"/messages/{old['id']}", {"content": "edited"})["message"]
    gone = ada.delete(f"/messages/{older['id']}")["message"]
    for number in range(2):
        ada.send(team, f"new {number}")
    part = part_of(device.pull(), f"c:{team['id']}")
    assert part["snapshot"]
    messages = {row["id"]: row for row in rows([part], f"c:{team['id']}", "message")}
    assert (messages[old["id"]], messages[older["id"]]) == (edited, gone)
    assert sorted(row["ordinal"] for row in messages.values()) == [1, 2, *range(15, 65)]


def test_who_is_just_not_too_far_behind_gets_entries(ada: Person, device: Puller, team, monkeypatch):
    monkeypatch.setattr(pulling, "TOO_FAR", 3)
    for _ in range(3):
        ada.send(team)
    assert not part_of(device.pull(), f"c:{team['id']}")["snapshot"]
    for _ in range(4):
        ada.send(team)
    assert part_of(device.pull(), f"c:{team['id']}")["snapshot"]


# A restored server


def test_another_epoch_is_a_reset(bob: Person, device: Puller):
    answer = bob.post("/sync/pull", {"epoch": new_id(), "cursors": device.cursors})
    assert answer.refusal == (409, "reset")
    assert answer.error["details"]["epoch"] == bob.get("/auth/me")["epoch"]


def test_the_same_epoch_is_none(bob: Person, device: Puller):
    assert bob.post("/sync/pull", {"epoch": bob.get("/auth/me")["epoch"], "cursors": device.cursors}).ok


@pytest.mark.parametrize("kind", ["u", "c", "r"])
def test_a_cursor_ahead_of_its_log_is_a_reset(bob: Person, device: Puller, team, kind: str):
    log = bob.log if kind == "u" else f"{kind}:{team['id']}"
    assert bob.post("/sync/pull", {"cursors": {log: device.cursors[log] + 1}}).refusal == (409, "reset")
    assert bob.connect().call("pull", {"cursors": {log: device.cursors[log] + 1}}).refusal == "reset"


def test_a_refused_pull_delivers_nothing(ada: Person, bob: Person, device: Puller, team):
    ada.send(team)
    bob.post("/sync/pull", {"epoch": new_id(), "cursors": {f"c:{team['id']}": ada.see(team)["last_seq"]}})
    own = next(member for member in ada.see(team)["members"] if member["user_id"] == bob.id)
    assert own["delivered_ordinal"] == 0


# After it: what the restored server lacks


def test_the_server_asks_for_what_it_lacks_in_the_order_of_the_offer(ada: Person, team):
    held, missing, other = ada.send(team)["id"], new_id(), new_id()
    offered = [
        {"entity": "message", "id": missing, "version": 9},
        {"entity": "message", "id": held, "version": 5},
        {"entity": "conversation", "id": team["id"]},
        {"entity": "conversation", "id": other},
    ]
    assert ada.post("/sync/reoffer", {"rows": offered})["missing"] == [missing, other]


def test_an_offer_does_not_tell_what_others_have(ada: Person, bob: Person, cleo: Person, team):
    message = ada.send(team)
    reaction = bob.put(f"/messages/{message['id']}/reactions/👍")["reaction"]
    contact = ada.post("/contacts", {"username": "bob"})["contact"]
    held = {"message": message, "conversation": team, "reaction": reaction, "contact": contact}
    offered = [{"entity": entity, "id": row["id"]} for entity, row in held.items()]
    assert cleo.post("/sync/reoffer", {"rows": offered})["missing"] == [row["id"] for row in offered]
    assert ada.post("/sync/reoffer", {"rows": offered})["missing"] == []


@pytest.mark.parametrize("offered", [{"entity": "user", "id": new_id()}, {"entity": "message", "id": "5"}, {}, "all"])
def test_an_offer_has_limits(ada: Person, offered):
    assert ada.post("/sync/reoffer", {"rows": [offered]}).refusal == (422, "validation_failed")
    assert ada.post("/sync/reoffer", {"rows": offered}).refusal == (422, "validation_failed")
