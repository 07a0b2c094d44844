"""Two devices change the same thing: who wins, by protocol.md's rules; clocks may be hours off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.people import Person, new_id, op

HOURS = 3 * 3600
MINUTES = 60.0


def _at(seconds: float) -> str:
    """The time `seconds` from now, as a device writes it."""
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Kind:
    """One value that the most recent change wins, and how it is changed and read."""

    def __init__(self, ada: Person, bob: Person, name: str) -> None:
        self.ada, self.name = ada, name
        self.group = ada.group("Team", bob)
        yesterday = op("contact", "create", new_id(), fields={"contact_id": bob.id}, client_time=_at(-86400))
        self.contact = ada.push(yesterday)[0]["row"]

    def push(self, value: Any, ago: float, clock: float | None = 0.0, **more: Any) -> dict[str, Any]:
        """Push a change made `ago` seconds ago by a device whose clock is `clock` seconds ahead of the server's.

        `clock=None`: right, and not told.
        """
        entity, kind, entity_id, field = {
            "title": ("conversation", "update", self.group["id"], "title"),
            "nickname": ("contact", "update", self.contact["id"], "nickname"),
            "setting": ("settings", "set", self.group["id"], "notify"),
            "profile": ("user", "update", self.ada.id, "status_text"),
        }[self.name]
        operation = op(entity, kind, entity_id, fields={field: value}, client_time=_at((clock or 0) - ago), **more)
        told = {} if clock is None else {"client_now": _at(clock)}
        (result,) = self.ada.push(operation, **told)
        assert result["status"] == "applied", result
        return result["row"]

    def value(self) -> Any:
        row = self.push(self.values[0], 365 * 86400.0)  # a year ago: loses, and shows what there is
        return row[{"title": "title", "nickname": "nickname", "setting": "notify", "profile": "status_text"}[self.name]]

    @property
    def values(self) -> tuple[str, str, str]:
        return ("all", "mentions", "none") if self.name == "setting" else ("one", "two", "three")


@pytest.fixture(params=["title", "nickname", "setting", "profile"])
def kind(request: pytest.FixtureRequest, ada: Person, bob: Person) -> Kind:
    return Kind(ada, bob, request.param)


def test_the_later_change_wins_whichever_arrives_first(kind: Kind):
    _, two, three = kind.values
    kind.push(two, ago=5 * MINUTES)
    kind.push(three, ago=10 * MINUTES)
    assert kind.value() == two
    kind.push(three, ago=1 * MINUTES)
    assert kind.value() == three


@pytest.mark.parametrize("clock", [HOURS, -HOURS])
def test_a_clock_three_hours_off_neither_wins_nor_loses_by_that(kind: Kind, clock: float):
    _, two, three = kind.values
    kind.push(two, ago=5 * MINUTES)
    kind.push(three, ago=10 * MINUTES, clock=clock)
    assert kind.value() == two
    kind.push(three, ago=1 * MINUTES, clock=clock)
    assert kind.value() == three


def test_a_clock_that_is_ahead_and_does_not_say_so_wins_only_until_the_next_change(kind: Kind):
    _, two, three = kind.values
    kind.push(two, ago=-HOURS, clock=None)
    assert kind.value() == two
    kind.push(three, ago=0)
    assert kind.value() == three


@pytest.mark.parametrize("when", ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"])
@pytest.mark.parametrize("clock", ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z", None])
def test_a_clock_that_is_out_of_its_mind_breaks_nothing(kind: Kind, when: str, clock: str | None):
    operation = op("user", "update", kind.ada.id, fields={"status_text": "new"}, client_time=when)
    (result,) = kind.ada.push(operation, client_now=clock)
    assert result["status"] == "applied"


def test_without_a_time_a_change_counts_as_made_now(kind: Kind):
    kind.push(kind.values[1], ago=1 * MINUTES)
    kind.ada.push(op("user", "update", kind.ada.id, fields={"status_text": "three"}))
    assert kind.ada.get("/auth/me")["user"]["status_text"] == "three"


@pytest.mark.parametrize("kind", ["title", "nickname", "setting"], indirect=True)
def test_a_slow_clock_does_not_lose_against_what_it_has_seen(kind: Kind):
    _, two, three = kind.values
    seen = kind.push(two, ago=0)
    kind.push(three, ago=HOURS, clock=None, base_version=seen["version"])
    assert kind.value() == three


def test_fields_are_judged_one_by_one(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    ada.push(op("conversation", "update", group["id"], fields={"title": "New"}, client_time=_at(-1 * MINUTES)))
    ada.push(
        op(
            "conversation",
            "update",
            group["id"],
            fields={"title": "Old", "description": "Both"},
            client_time=_at(-2 * MINUTES),
        )
    )
    conversation = ada.see(group)
    assert (conversation["title"], conversation["description"]) == ("New", "Both")


def test_a_change_by_http_counts_as_made_now(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    ada.patch(f"/conversations/{group['id']}", {"title": "Now"})
    ada.push(op("conversation", "update", group["id"], fields={"title": "Before"}, client_time=_at(-1 * MINUTES)))
    assert ada.see(group)["title"] == "Now"


# Content: the server's wins, and the person decides


@pytest.fixture
def message(ada: Person, bob: Person) -> dict[str, Any]:
    """Ada's message, which she has edited on another device since."""
    message = ada.send(ada.group("Team", bob), "one")
    ada.patch(f"/messages/{message['id']}", {"content": "elsewhere"})
    return message


def _edit(message: dict[str, Any], content: str, **more: Any) -> dict[str, Any]:
    base = {"base_version": message["version"], **more}
    return op("message", "update", message["id"], fields={"content": content}, **base)


def test_an_edit_of_older_content_is_a_conflict_with_the_servers_row(ada: Person, message):
    (result,) = ada.push(_edit(message, "here"))
    assert (result["status"], result["row"]["content"]) == ("conflict", "elsewhere")
    assert result["error"]["code"] == "version_conflict"
    edits = ada.get(f"/messages/{message['id']}/history")["edits"]
    assert [edit["content"] for edit in edits] == ["one"]


def test_a_conflict_sent_again_is_still_a_conflict(ada: Person, message):
    operation = _edit(message, "here")
    assert [ada.push(operation)[0]["status"] for _ in range(2)] == ["conflict"] * 2


@pytest.mark.parametrize("resolution", ["local", "merge"])
def test_the_person_decides_and_that_is_an_edit_like_any_other(ada: Person, message, resolution: str):
    (conflict,) = ada.push(_edit(message, "here"))
    (result,) = ada.push(_edit(conflict["row"], "decided", resolution=resolution))
    assert (result["status"], result["row"]["content"]) == ("applied", "decided")


def test_a_decision_about_something_older_is_a_conflict_again(ada: Person, message):
    (conflict,) = ada.push(_edit(message, "here"))
    ada.patch(f"/messages/{message['id']}", {"content": "elsewhere again"})
    (result,) = ada.push(_edit(conflict["row"], "decided", resolution="local"))
    assert (result["status"], result["row"]["content"]) == ("conflict", "elsewhere again")


# Deletion against an edit: what is not deleted wins


def test_a_deletion_that_did_not_know_of_an_edit_loses(ada: Person, message):
    (result,) = ada.push(op("message", "delete", message["id"], base_version=message["version"]))
    assert (result["status"], result["row"]["content"]) == ("conflict", "elsewhere")
    assert result["row"]["deleted_at"] is None


def test_a_deletion_that_knew_wins(ada: Person, message):
    (conflict,) = ada.push(_edit(message, "here"))
    (result,) = ada.push(op("message", "delete", message["id"], base_version=conflict["row"]["version"]))
    assert (result["status"], bool(result["row"]["deleted_at"])) == ("applied", True)


def test_an_edit_that_did_not_know_of_ones_own_deletion_wins(ada: Person, message):
    ada.delete(f"/messages/{message['id']}")
    (result,) = ada.push(_edit(message, "here"))
    assert (result["status"], result["row"]["content"], result["row"]["deleted_at"]) == ("applied", "here", None)


def test_an_edit_that_did_not_know_of_a_moderators_deletion_does_not(ada: Person, bob: Person):
    message = bob.send(ada.group("Team", bob), "one")
    ada.delete(f"/messages/{message['id']}")
    (result,) = bob.push(_edit(message, "here"))
    assert (result["status"], result["error"]["code"]) == ("rejected", "not_found")


# What merges without conflict


def test_receipts_only_grow_whatever_order_they_come_in(ada: Person, bob: Person):
    group = ada.group("Team", bob)
    for _ in range(3):
        ada.send(group)
    rows = [
        result["row"]
        for result in bob.push(
            op("receipt", "set", group["id"], fields={"read_ordinal": 3}),
            op("receipt", "set", group["id"], fields={"read_ordinal": 1, "delivered_ordinal": 2}),
        )
    ]
    assert [(row["delivered_ordinal"], row["read_ordinal"]) for row in rows] == [(3, 3), (3, 3)]


def test_reactions_set_on_two_devices_are_one(ada: Person, bob: Person):
    message = ada.send(ada.group("Team", bob))
    fields = {"message_id": message["id"], "emoji": "👍"}
    first, second = bob.push(*(op("reaction", "create", new_id(), fields=fields) for _ in range(2)))
    assert (second["status"], second["row"]) == ("applied", first["row"])


def test_a_reaction_taken_back_and_set_again_is_set(ada: Person, bob: Person):
    message = ada.send(ada.group("Team", bob))
    fields = {"message_id": message["id"], "emoji": "👍"}
    results = bob.push(
        op("reaction", "create", (id_ := new_id()), fields=fields),
        op("reaction", "delete", id_, fields=fields),
        op("reaction", "create", id_, fields=fields),
    )
    assert [bool(result["row"]["deleted_at"]) for result in results] == [False, True, False]
    assert {result["row"]["id"] for result in results} == {id_}


def test_a_nickname_given_offline_after_the_contact_was_added_offline_is_kept(ada: Person, bob: Person):
    ada.push(
        op("contact", "create", (id_ := new_id()), fields={"contact_id": bob.id}, client_time=_at(-2 * MINUTES)),
        op("contact", "update", id_, fields={"nickname": "Bobby"}, client_time=_at(-1 * MINUTES)),
    )
    assert ada.get("/contacts")["contacts"][0]["nickname"] == "Bobby"


def test_a_contact_added_on_two_devices_is_one(ada: Person, bob: Person):
    fields = {"contact_id": bob.id}
    first, second = ada.push(*(op("contact", "create", new_id(), fields=fields) for _ in range(2)))
    assert second["row"]["id"] == first["row"]["id"]


def test_a_direct_conversation_opened_offline_by_both_is_one(ada: Person, bob: Person):
    (mine,) = ada.push(op("conversation", "create", new_id(), fields={"kind": "direct", "member_ids": [bob.id]}))
    (theirs,) = bob.push(op("conversation", "create", new_id(), fields={"kind": "direct", "member_ids": [ada.id]}))
    assert mine["row"]["id"] == theirs["row"]["id"]
