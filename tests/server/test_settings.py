"""What somebody sets for a conversation, for themselves alone: archived, muted, notifications."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.people import Person

LATER = "2030-01-01T00:00:00.000Z"


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    return ada.group("Team", bob)


def _set(person: Person, team: dict[str, Any], **fields: Any):
    return person.patch(f"/conversations/{team['id']}", fields)


def _own(person: Person, team: dict[str, Any]) -> dict[str, Any]:
    members = person.see(team)["members"]
    return next(member for member in members if member["user_id"] == person.id)


def test_anyone_in_it_archives_it_for_themselves(ada: Person, bob: Person, team):
    assert _set(bob, team, archived=True).ok
    assert (_own(bob, team)["archived"], _own(ada, team)["archived"]) == (True, False)
    assert bob.get("/conversations?archived=true")["conversations"][0]["id"] == team["id"]
    assert bob.get("/conversations?archived=false")["conversations"] == []
    assert len(bob.get("/conversations")["conversations"]) == 1


def test_settings_travel_to_ones_own_devices_only(bob: Person, team, published):
    _set(bob, team, archived=True, notify="mentions", muted_until=LATER)
    (packet,) = published
    (change,) = packet["changes"]
    assert (packet["log"], change["entity"], change["entity_id"]) == (bob.log, "settings", team["id"])
    row = change["row"]
    assert (row["archived"], row["notify"], row["muted_until"]) == (True, "mentions", LATER)
    assert row["version"] == packet["to"]


def test_muting_ends_with_null_and_null_elsewhere_means_nothing(bob: Person, team):
    _set(bob, team, muted_until=LATER, notify="none")
    _set(bob, team, muted_until=None, notify=None, archived=None)
    own = _own(bob, team)
    assert (own["muted_until"], own["notify"], own["archived"]) == (None, "none", False)


def test_a_time_may_come_in_any_zone(bob: Person, team):
    _set(bob, team, muted_until="2030-01-01T01:30:00+01:30")
    assert _own(bob, team)["muted_until"] == LATER


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"notify": "sometimes"}, "notify"),
        ({"archived": "perhaps"}, "archived"),
        ({"muted_until": "tomorrow"}, "muted_until"),
        ({"muted_until": "2030-01-01T00:00:00"}, "muted_until"),
        ({"muted_until": 5}, "muted_until"),
        ({"muted_until": "9999-12-31T23:59:59-12:00"}, "muted_until"),
        ({"muted_until": "0001-01-01T00:00:00+12:00"}, "muted_until"),
        ({"muted_until": "2030-01-01T00:00:00Z" + " " * 50}, "muted_until"),
    ],
)
def test_settings_have_limits(bob: Person, team, fields, field: str):
    assert _set(bob, team, **fields).wrong_fields == {field}


def test_the_same_setting_again_is_no_news(bob: Person, team, published):
    _set(bob, team, archived=False, notify="all")
    assert published == []


def test_who_comes_back_begins_without_settings(ada: Person, bob: Person, team):
    _set(bob, team, archived=True, notify="none")
    bob.delete(f"/conversations/{team['id']}/members/{bob.id}")
    ada.post(f"/conversations/{team['id']}/members", {"user_id": bob.id})
    own = _own(bob, team)
    assert (own["archived"], own["notify"]) == (False, "all")
