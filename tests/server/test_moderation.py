"""What moderators do to people and messages, what members report, and what everybody concerned is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from messaging.moderation import notices, reports
from tests.support.answers import Answer
from tests.support.people import Person, new_id, op

LATER = "2099-01-01T00:00:00.000Z"
EARLIER = "2020-01-01T00:00:00.000Z"


@pytest.fixture
def team(ada: Person, bob: Person, cleo: Person) -> dict[str, Any]:
    """Ada owns it; Bob and Cleo are in it."""
    return ada.group("Team", bob, cleo)


def _change(person: Person, team: dict[str, Any], other: Person, **fields: Any) -> Answer:
    return person.patch(f"/conversations/{team['id']}/members/{other.id}", fields)


def _write(person: Person, team: dict[str, Any], content: str = "Hello") -> Answer:
    return person.post("/messages", {"id": new_id(), "conversation_id": team["id"], "content": content})


def _report(person: Person, message: dict[str, Any], **more: Any) -> Answer:
    return person.post("/reports", {"id": new_id(), "message_id": message["id"], "reason": "abuse", **more})


def _notices(person: Person) -> list[tuple[str, str, str]]:
    return [(n["kind"], n["content"], n["reason"]) for n in person.get("/notices")["notices"]]


def _events(person: Person, team: dict[str, Any]) -> list[str]:
    messages = person.get(f"/messages/{team['id']}")["messages"]
    return [m["meta"]["event"] for m in messages if m["role"] == "system"]


def _audited(admin: Person) -> list[str]:
    return [entry["action"] for entry in admin.get("/admin/audit")["entries"]]


# Muting somebody


def test_who_is_muted_reads_and_does_not_write(ada: Person, bob: Person, team):
    message = bob.send(team, "Before")
    assert _change(ada, team, bob, silenced_until=LATER, reason="Shouting").ok
    refused = _write(bob, team)
    assert refused.refusal == (403, "forbidden")
    assert refused.json["error"]["message"] == "You are muted here until 01 January 2099, 00:00 UTC. Reason: Shouting"
    assert refused.json["error"]["details"] == {"silenced_until": LATER, "reason": "Shouting"}
    assert bob.patch(f"/messages/{message['id']}", {"content": "After"}).refusal == (403, "forbidden")
    assert bob.put(f"/messages/{message['id']}/reactions/👍").refusal == (403, "forbidden")
    assert bob.get(f"/messages/{team['id']}").ok
    assert bob.delete(f"/messages/{message['id']}").ok


def test_a_mute_for_good_names_no_year(ada: Person, bob: Person, team):
    _change(ada, team, bob, silenced_until="9999-12-31T23:59:59.000Z")
    assert _write(bob, team).json["error"]["message"] == "You are muted here."


def test_a_mute_ends_by_itself_or_by_a_moderator(ada: Person, bob: Person, team):
    row = _change(ada, team, bob, silenced_until=EARLIER)["membership"]
    assert (row["silenced_until"], _write(bob, team).status) == (None, 201)
    _change(ada, team, bob, silenced_until=LATER)
    assert _write(bob, team).status == 403
    _change(ada, team, bob, silenced_until=None)
    assert _write(bob, team).status == 201
    assert _events(ada, team) == ["member_silenced", "member_unsilenced"]


def test_leaving_and_coming_back_does_not_end_a_mute(ada: Person, bob: Person, team):
    _change(ada, team, bob, silenced_until=LATER)
    bob.delete(f"/conversations/{team['id']}/members/{bob.id}")
    ada.post(f"/conversations/{team['id']}/members", {"user_id": bob.id})
    assert _write(bob, team).status == 403


def test_what_was_written_offline_is_judged_when_it_arrives(ada: Person, bob: Person, team):
    written = op("message", "create", new_id(), fields={"conversation_id": team["id"], "content": "Written on a train"})
    _change(ada, team, bob, silenced_until=LATER, reason="Shouting")
    (result,) = bob.push(written)
    assert (result["status"], result["error"]["code"]) == ("rejected", "forbidden")
    assert "Shouting" in result["error"]["message"]


def test_nobody_has_power_over_their_equals(ada: Person, bob: Person, cleo: Person, team):
    assert _change(bob, team, cleo, silenced_until=LATER).refusal == (403, "forbidden")
    for other in (bob, cleo):
        _change(ada, team, other, role="moderator")
    assert _change(bob, team, cleo, silenced_until=LATER).refusal == (403, "forbidden")
    assert _change(bob, team, cleo, banned=True).refusal == (403, "forbidden")
    assert _change(bob, team, ada, banned=True).refusal == (403, "forbidden")
    assert _change(ada, team, ada, banned=True).wrong_fields == {"user_id"}
    assert _change(ada, team, cleo, silenced_until=LATER).ok


def test_a_change_must_change_something(ada: Person, bob: Person, team):
    assert _change(ada, team, bob).wrong_fields == {"role"}


# Silencing a whole conversation


def test_a_silenced_conversation_hears_its_moderators_alone(ada: Person, bob: Person, team):
    said = bob.send(team, "Before")
    assert ada.patch(f"/conversations/{team['id']}", {"silenced_until": LATER}).ok
    assert (
        _write(bob, team).json["error"]["message"] == "Only moderators may write here until 01 January 2099, 00:00 UTC."
    )
    assert bob.patch(f"/messages/{said['id']}", {"content": "After"}).status == 403
    assert bob.put(f"/messages/{said['id']}/reactions/👍").ok
    assert _write(ada, team).status == 201
    ada.patch(f"/conversations/{team['id']}", {"silenced_until": None})
    assert _write(bob, team).status == 201
    assert _events(ada, team) == ["silenced", "unsilenced"]


# Banning


def test_who_is_banned_is_out_and_cannot_come_back(ada: Person, bob: Person, cleo: Person, team):
    invite = ada.post("/invites", {"conversation_id": team["id"], "uses": 5})["invite"]
    socket = bob.connect()
    assert _change(ada, team, bob, banned=True, reason="Spam")["membership"]["banned_at"]
    told = [c for packet in socket.received("changes") for c in packet["changes"]]
    assert ("conversation", "delete") in {(change["entity"], change["op"]) for change in told}
    assert bob.get(f"/conversations/{team['id']}").status == 404
    assert _notices(bob) == [("banned", "", "Spam")]
    assert bob.post("/invites/accept", {"token": invite["token"]}).refusal == (403, "forbidden")
    added = ada.post(f"/conversations/{team['id']}/members", {"user_id": bob.id})
    assert (added.refusal, "Bob" in added.json["error"]["message"]) == ((403, "forbidden"), True)
    assert bob.id not in {member["user_id"] for member in ada.see(team)["members"]}


def test_bans_are_listed_and_lifted(ada: Person, bob: Person, cleo: Person, team):
    _change(ada, team, bob, banned=True, reason="Spam")
    (listed,) = ada.get(f"/conversations/{team['id']}/bans")["members"]
    assert (listed["user_id"], listed["sanction_reason"]) == (bob.id, "Spam")
    _change(ada, team, bob, banned=False)
    assert ada.get(f"/conversations/{team['id']}/bans")["members"] == []
    assert ada.post(f"/conversations/{team['id']}/members", {"user_id": bob.id}).status == 201
    assert _events(ada, team) == ["member_banned", "ban_lifted", "member_added"]


def test_who_has_left_can_be_banned_too(ada: Person, bob: Person, team):
    bob.delete(f"/conversations/{team['id']}/members/{bob.id}")
    assert _change(ada, team, bob, banned=True).ok
    assert ada.post(f"/conversations/{team['id']}/members", {"user_id": bob.id}).status == 403


# Removing messages


def test_a_removed_message_says_so_and_its_author_is_told(ada: Person, bob: Person, cleo: Person, team):
    message = bob.send(team, "Buy cheap frogs")
    ada.delete(f"/messages/{message['id']}?reason=Advertising")
    shown = next(m for m in cleo.get(f"/messages/{team['id']}")["messages"] if m["id"] == message["id"])
    assert (shown["content"], shown["meta"]) == ("", {"removed_by": "moderator"})
    assert _notices(bob) == [("removed", "Buy cheap frogs", "Advertising")]
    assert bob.patch(f"/messages/{message['id']}", {"content": "Again"}).status == 404


def test_ones_own_message_is_deleted_without_a_word(bob: Person, team):
    message = bob.send(team, "Oops")
    assert bob.delete(f"/messages/{message['id']}")["message"]["meta"] is None
    assert _notices(bob) == []


# Reports


def test_a_report_reaches_the_moderators_with_the_text_as_it_was(ada: Person, bob: Person, cleo: Person, team):
    message = bob.send(team, "You are a frog")
    answer = _report(cleo, message, comment="Please", content="You are a frog")
    assert answer.status == 201
    bob.patch(f"/messages/{message['id']}", {"content": "You are a friend"})
    (report,) = ada.get(f"/conversations/{team['id']}/reports")["reports"]
    assert (report["content"], report["verified"], report["comment"]) == ("You are a frog", True, "Please")
    assert (report["author_id"], report["reporter_id"]) == (bob.id, cleo.id)
    assert _notices(ada) == [("reported", "You are a frog", "")]
    assert _notices(bob) == []


def test_a_report_of_an_edited_message_carries_what_the_reporter_saw(ada: Person, bob: Person, cleo: Person, team):
    message = bob.send(team, "You are a frog")
    bob.patch(f"/messages/{message['id']}", {"content": "You are a friend"})
    assert _report(cleo, message, content="You are a frog")["report"]["content"] == "You are a frog"
    invented = _report(ada, message, content="I will eat you")["report"]
    assert (invented["content"], invented["verified"]) == ("You are a friend", True)


def test_of_a_deleted_message_there_is_only_the_reporters_word(bob: Person, cleo: Person, team):
    message = bob.send(team, "You are a frog")
    bob.delete(f"/messages/{message['id']}")
    report = _report(cleo, message, content="You are a frog")["report"]
    assert (report["content"], report["verified"]) == ("You are a frog", False)


def test_each_person_reports_a_message_once(ada: Person, bob: Person, cleo: Person, team):
    message = bob.send(team, "You are a frog")
    first, again = _report(cleo, message), _report(cleo, message, comment="Hello?")
    assert (first.status, again.status, again["report"]["id"]) == (201, 200, first["report"]["id"])
    pushed = op("report", "create", new_id(), fields={"message_id": message["id"], "reason": "spam"})
    assert ada.push(pushed)[0]["status"] == "applied"
    assert len(ada.get(f"/conversations/{team['id']}/reports")["reports"]) == 2


def test_what_cannot_be_reported(ada: Person, bob: Person, team):
    own = bob.send(team, "Mine")
    assert _report(bob, own).wrong_fields == {"message_id"}
    ada.patch(f"/conversations/{team['id']}", {"title": "Frogs"})
    noted = next(m for m in bob.get(f"/messages/{team['id']}")["messages"] if m["role"] == "system")
    assert _report(bob, noted).wrong_fields == {"message_id"}


def test_a_repeated_report_from_an_outbox_is_a_duplicate(bob: Person, cleo: Person, team):
    message = bob.send(team, "You are a frog")
    pushed = op("report", "create", new_id(), fields={"message_id": message["id"], "reason": "spam"})
    assert [cleo.push(pushed)[0]["status"] for _ in range(2)] == ["applied", "duplicate"]


def test_nobody_reads_or_decides_what_is_reported_of_themselves(
    admin: Person, ada: Person, bob: Person, cleo: Person, team
):
    report = _report(cleo, ada.send(team, "You are all frogs"))["report"]
    assert ada.get(f"/conversations/{team['id']}/reports")["reports"] == []
    assert ada.patch(f"/reports/{report['id']}", {"resolution": "dismissed"}).status == 404
    assert _notices(ada) == []
    assert [kind for kind, *_ in _notices(admin)] == ["reported"], "where no moderator may decide, administrators do"


def test_a_direct_conversations_report_goes_to_administrators(admin: Person, ada: Person, bob: Person):
    report = _report(bob, ada.send(ada.direct(bob), "Give me your lunch"))["report"]
    assert [kind for kind, *_ in _notices(admin)] == ["reported"]
    assert admin.patch(f"/reports/{report['id']}", {"resolution": "warned", "reason": "Stop that"}).ok
    assert _notices(ada) == [("warned", "Give me your lunch", "Stop that")]
    assert _notices(bob) == [("report_resolved", "warned", "")]


def test_a_decision_is_carried_out_once_for_all_reports_of_the_message(
    admin: Person, ada: Person, bob: Person, cleo: Person, team
):
    message = bob.send(team, "Buy cheap frogs")
    report = _report(cleo, message)["report"]
    _report(ada, message)
    form = {"resolution": "removed", "reason": "Advertising"}
    assert ada.patch(f"/reports/{report['id']}", form)["report"]["resolution"] == "removed"
    ada.patch(f"/reports/{report['id']}", {"resolution": "banned"})
    assert ada.get(f"/conversations/{team['id']}/reports")["reports"] == []
    assert len(ada.get(f"/conversations/{team['id']}/reports?state=all")["reports"]) == 2
    assert _notices(cleo) == [("report_resolved", "removed", "")]
    assert _notices(bob) == [("removed", "Buy cheap frogs", "Advertising")]
    assert bob.id in {member["user_id"] for member in ada.see(team)["members"]}
    assert "report.removed" in _audited(admin)


@pytest.mark.parametrize(("form", "field"), [({"resolution": "muted"}, "body"), ({"resolution": "warned"}, "body")])
def test_a_decision_says_what_it_needs(ada: Person, bob: Person, cleo: Person, team, form, field: str):
    report = _report(cleo, bob.send(team))["report"]
    assert ada.patch(f"/reports/{report['id']}", form).wrong_fields == {field}


def test_moderators_cannot_reach_further_through_a_report(ada: Person, bob: Person, cleo: Person, team):
    for person in (bob, cleo):
        _change(ada, team, person, role="moderator")
    report = _report(ada, bob.send(team))["report"]
    assert cleo.patch(f"/reports/{report['id']}", {"resolution": "banned"}).refusal == (403, "forbidden")


def test_administrators_decide_everywhere(admin: Person, ada: Person, bob: Person, cleo: Person, team):
    report = _report(cleo, ada.send(team, "You are all frogs"))["report"]
    assert admin.patch(f"/reports/{report['id']}", {"resolution": "muted", "until": LATER}).ok
    assert _write(ada, team).status == 403
    note = bob.get(f"/messages/{team['id']}")["messages"][-1]
    assert (note["meta"]["event"], note["meta"]["by"]) == ("member_silenced", "administrator")
    assert "membership.silenced" in _audited(admin)


def test_what_was_decided_long_ago_is_removed(app, ada: Person, bob: Person, cleo: Person, team, monkeypatch):
    decided, waiting = (_report(cleo, bob.send(team, text))["report"] for text in ("One", "Two"))
    ada.patch(f"/reports/{decided['id']}", {"resolution": "dismissed"})
    monkeypatch.setattr(reports, "KEPT", timedelta(days=-1))
    with app.app_context():
        reports.sweep()
    assert [report["id"] for report in ada.get(f"/conversations/{team['id']}/reports?state=all")["reports"]] == [
        waiting["id"]
    ]


# Notices


def test_a_notice_waits_on_all_devices_until_it_is_put_away(ada: Person, bob: Person, team):
    _change(ada, team, bob, banned=True)
    other = bob.another_device()
    (notice,) = other.get("/notices")["notices"]
    socket = bob.connect()
    assert other.delete(f"/notices/{notice['id']}").ok
    assert bob.get("/notices")["notices"] == []
    told = [c for packet in socket.received("changes") for c in packet["changes"]]
    assert [(c["entity"], c["op"]) for c in told] == [("notice", "delete")]
    assert other.delete(f"/notices/{notice['id']}").status == 404


def test_what_nobody_comes_for_goes_after_a_while(app, ada: Person, bob: Person, team, monkeypatch):
    _change(ada, team, bob, banned=True)
    monkeypatch.setattr(notices, "KEPT", timedelta(days=-1))
    with app.app_context():
        notices.sweep()
    assert bob.get("/notices")["notices"] == []
