"""How long messages are kept: what has become too old is gone for good, on the server and in what devices are told."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from messaging.core.clock import iso, now
from messaging.core.extensions import db
from messaging.core.meta import Gap, installation
from messaging.files.folders import blobs_dir
from messaging.messages import sweeping
from messaging.search.feeding import feeder
from tests.support.engines import on_both_engines
from tests.support.files import picture, sent
from tests.support.people import Person, new_id, op
from tests.support.retention import age, sweep


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    """Ada's and Bob's, kept for thirty days."""
    group = ada.group("Team", bob)
    return ada.patch(f"/conversations/{group['id']}", {"retention_days": 30})["conversation"]


def _contents(person: Person, team: dict[str, Any]) -> list[str]:
    messages = person.get(f"/messages/{team['id']}")["messages"]
    return [message["content"] for message in messages if message["role"] == "user"]


def _count(app: Flask, table: str) -> int:
    with app.app_context():
        return int(db.session.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())


@on_both_engines
def test_what_is_too_old_is_gone_for_good(app: Flask, ada: Person, bob: Person, team):
    old = ada.send(team, "Old", file_ids=[sent(ada, picture(), "old.png")["id"]])
    ada.patch(f"/messages/{old['id']}", {"content": "Older"})
    bob.put(f"/messages/{old['id']}/reactions/👍")
    age(app, team["id"], days=31)
    young = ada.send(team, "Young")
    sweep(app)
    assert _contents(bob, team) == ["Young"]
    row = bob.see(team)
    assert (row["first_ordinal"], row["last_ordinal"], row["message_count"]) == (young["ordinal"], young["ordinal"], 1)
    assert bob.get(f"/messages/{old['id']}/history").status == 404
    assert bob.get(f"/files/{old['attachments'][0]['id']}").status == 404
    for table in ("message_edit", "reaction", "message_file", "file"):
        assert _count(app, table) == 0, table
    with app.app_context():
        told = db.session.execute(text("SELECT COUNT(*) FROM sync_event WHERE entity_id = :id"), {"id": old["id"]})
        assert told.scalar_one() == 0
        db.session.rollback()


def test_the_bytes_of_files_go_with_the_last_message(app: Flask, ada: Person, team):
    ada.send(team, "Look", file_ids=[sent(ada, picture(), "old.png")["id"]])
    with app.app_context():
        blobs = blobs_dir()
    before = {path for path in blobs.rglob("*") if path.is_file()}
    age(app, team["id"], days=31)
    sweep(app)
    assert before
    assert {path for path in blobs.rglob("*") if path.is_file()} & before == set()


@on_both_engines
def test_the_search_forgets(app: Flask, ada: Person, team):
    old = ada.send(team, "Salamander")
    assert [hit["message"]["id"] for hit in ada.get("/search?q=salamander")["hits"]] == [old["id"]]
    age(app, team["id"], days=31)
    ada.send(team, "Young")
    with app.app_context():
        feeder.index_now()
    sweep(app)
    assert ada.get("/search?q=salamander")["hits"] == []
    kept = feeder.prepare().read(lambda c: c.execute(text("SELECT message_id FROM search_entry")).scalars().all())
    assert old["id"] not in kept


def test_pages_begin_where_the_history_does(app: Flask, ada: Person, team):
    for n in range(3):
        ada.send(team, f"Old {n}")
    age(app, team["id"], days=31)
    ada.send(team, "Young")
    sweep(app)
    page = ada.get(f"/messages/{team['id']}?limit=1")
    assert (page["messages"][0]["content"], page["has_older"]) == ("Young", False)
    assert ada.get(f"/messages/{team['id']}?around=1")["messages"][0]["content"] == "Young"
    found = ada.get(f"/messages/{team['id']}?around_time=2020-01-01T00:00:00.000Z")["messages"]
    assert found[0]["content"] == "Young"


def test_a_conversation_of_which_nothing_is_left_is_empty(app: Flask, ada: Person, bob: Person, team):
    ada.send(team, "Old")
    age(app, team["id"], days=31)
    sweep(app)
    row = bob.see(team)
    assert (row["last_message"], row["message_count"]) == (None, 0)
    assert ada.send(team, "New")["ordinal"] == row["last_ordinal"] + 1


def test_sweeping_goes_in_steps_and_stops_at_the_first_that_stays(app: Flask, ada: Person, team, monkeypatch):
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    for n in range(5):
        ada.send(team, f"Old {n}")
    age(app, team["id"], days=31)
    ada.send(team, "Young")
    sweep(app)
    assert _contents(ada, team) == ["Young"]


def test_who_was_away_learns_it_by_a_pull(app: Flask, ada: Person, bob: Person, team):
    ada.send(team, "Old")
    before = bob.pull()
    age(app, team["id"], days=31)
    sweep(app)
    log = f"c:{team['id']}"
    cursors = {entry["log"]: entry["to"] for entry in before["logs"]}
    (entry,) = [entry for entry in bob.pull(cursors)["logs"] if entry["log"] == log]
    changes = {change["entity"]: change["row"] for change in entry["changes"]}
    assert changes["conversation"]["first_ordinal"] > 1


def test_an_answer_to_what_has_become_too_old_is_sent_all_the_same(app: Flask, ada: Person, bob: Person, team):
    old = ada.send(team, "Old")
    age(app, team["id"], days=31)
    sweep(app)
    answered = op(
        "message", "create", new_id(), fields={"conversation_id": team["id"], "content": "Yes!", "reply_to": old["id"]}
    )
    assert bob.push(answered)[0]["status"] == "applied"


# How long


def test_without_a_wish_of_its_own_the_installation_decides(admin: Person, app: Flask, ada: Person, bob: Person):
    group = ada.group("Team", bob)
    ada.send(group, "Old")
    age(app, group["id"], days=31)
    sweep(app)
    assert _contents(bob, group) == ["Old"]
    admin.patch("/admin/settings", {"retention_days": 30})
    sweep(app)
    assert _contents(bob, group) == []


def test_no_conversation_keeps_longer_than_the_installation_allows(admin: Person, app: Flask, ada: Person, team):
    ada.patch(f"/conversations/{team['id']}", {"retention_days": 0})
    ada.send(team, "Old")
    age(app, team["id"], days=31)
    sweep(app)
    assert _contents(ada, team) == ["Old"]
    admin.patch("/admin/settings", {"retention_max_days": 7})
    sweep(app)
    assert _contents(ada, team) == []
    assert ada.get("/auth/me")["retention"] == {"days": None, "max_days": 7}


def test_longer_than_the_installation_allows_is_refused(admin: Person, ada: Person, team):
    admin.patch("/admin/settings", {"retention_max_days": 45})
    for days in (46, 0):
        answer = ada.patch(f"/conversations/{team['id']}", {"retention_days": days})
        assert (answer.refusal, answer.wrong_fields) == ((422, "validation_failed"), {"retention_days"})
        (pushed,) = ada.push(op("conversation", "update", team["id"], fields={"retention_days": days}))
        assert (pushed["status"], pushed["error"]["code"]) == ("rejected", "validation_failed")
        assert "45 days at most" in pushed["error"]["message"]
    assert ada.see(team)["retention_days"] == 30
    for days in (45, None):
        answer = ada.patch(f"/conversations/{team['id']}", {"retention_days": days})
        assert answer["conversation"]["retention_days"] == days


def test_a_wish_from_before_the_installation_allowed_less_is_kept(admin: Person, ada: Person, team):
    """It counts for nothing, and stands in the way of no other change."""
    admin.patch("/admin/settings", {"retention_max_days": 7})
    assert ada.patch(f"/conversations/{team['id']}", {"title": "Crew"})["conversation"]["retention_days"] == 30


def test_only_owners_decide_how_long(ada: Person, bob: Person, team):
    ada.patch(f"/conversations/{team['id']}/members/{bob.id}", {"role": "moderator"})
    assert bob.patch(f"/conversations/{team['id']}", {"retention_days": 1}).refusal == (403, "forbidden")
    assert ada.patch(f"/conversations/{team['id']}", {"retention_days": None})["conversation"]["retention_days"] is None
    assert ada.patch(f"/conversations/{team['id']}", {"retention_days": -1}).wrong_fields == {"retention_days"}


def test_everyone_is_told_how_long(ada: Person, bob: Person, team):
    (note,) = [m for m in bob.get(f"/messages/{team['id']}")["messages"] if m["role"] == "system"]
    assert note["meta"] == {"event": "retention_changed", "days": 30}


# After a restore


def test_what_is_too_old_is_not_given_back(app: Flask, ada: Person, team, monkeypatch):
    installation_time = now()
    monkeypatch.setattr(installation, "gaps", (Gap(installation_time.replace(year=2020), installation_time),))
    old = {"entity": "message", "id": new_id(), "version": 1, "conversation_id": team["id"]}
    offered = [
        {**old, "created_at": "2021-01-01T00:00:00.000Z"},
        {**old, "id": new_id(), "created_at": iso(now())},
    ]
    assert ada.post("/sync/reoffer", {"rows": offered})["missing"] == [offered[1]["id"]]
    fields = {"conversation_id": team["id"], "content": "Old", "created_at": "2021-01-01T00:00:00.000Z"}
    assert ada.push(op("message", "create", new_id(), fields=fields))[0]["status"] == "rejected"


def test_old_messages_among_younger_ones_are_emptied(app: Flask, ada: Person, bob: Person, team):
    ada.send(team, "Young")
    straggler = bob.send(team, "Given back")
    with app.app_context():
        db.session.execute(
            text("UPDATE message SET created_at = '2021-01-01 00:00:00.000000' WHERE id = :id"), {"id": straggler["id"]}
        )
        db.session.commit()
    sweep(app)
    assert _contents(ada, team) == ["Young", ""]
