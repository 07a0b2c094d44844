"""The check that ends the tests of synchronising can fail: each way in which a device may be wrong is told."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.convergence import Tables, Truth, faults
from tests.support.people import Person

Break = Callable[[Tables], Any]


def device_of(truth: Truth) -> Tables:
    """A device that holds everything, and keeps its own notes beside it."""
    shown = copy.deepcopy(truth.shown)
    tables = {
        "userProfiles": "users",
        "conversationSettings": "settings",
        "linkPreviews": "link_previews",
        **{name: name for name in shown if name not in ("users", "settings", "link_previews")},
    }
    device: Tables = {table: list(shown[name].values()) for table, name in tables.items()}
    for row in device["messages"]:
        row |= {"local": None, "era": 0}
    spans = [
        {"conversation_id": id_, "from": 1, "to": row["last_ordinal"]} for id_, row in shown["conversations"].items()
    ]
    return device | {"ranges": spans, "outbox": [], "drafts": [{"content": "…"}], "meta": []}


@pytest.fixture
def truth(ada: Person, bob: Person) -> Truth:
    group = ada.group("Pond", bob)
    for number in range(120):
        message = (ada, bob)[number % 2].send(group, f"Frog {number}")
    assert bob.put(f"/messages/{message['id']}/reactions/👍").ok
    assert ada.patch(f"/conversations/{group['id']}", {"archived": True}).ok
    assert ada.post("/contacts", {"contact_id": bob.id}).ok
    return Truth(ada)


def test_a_device_that_holds_what_the_server_has_passes(truth: Truth) -> None:
    assert len(truth.shown["messages"]) == 120
    assert faults(device_of(truth), truth) == []


def test_older_history_that_was_never_fetched_is_no_fault(truth: Truth) -> None:
    device = device_of(truth)
    device["messages"] = [row for row in device["messages"] if row["ordinal"] > 70]
    device["ranges"][0]["from"] = 71
    assert faults(device, truth) == []


BREAKS: dict[str, Break] = {
    "a message too few": lambda device: device["messages"].pop(60),
    "a message too many": lambda device: device["messages"].append({**device["messages"][0], "id": "made up"}),
    "another text": lambda device: device["messages"][3].update(content="Toad"),
    "still on its way": lambda device: device["outbox"].append({"op": "create", "thing": "message:1"}),
    "neither sent nor waiting": lambda device: device["messages"].append(
        {**device["messages"][0], "id": "made up", "ordinal": None, "base": None}
    ),
    "refused": lambda device: device["messages"][0].update(local={"state": "failed"}, base=None),
    "behind": lambda device: device["ranges"][0].update(to=119),
    "no reaction": lambda device: device["reactions"].clear(),
    "a reaction too many": lambda device: device["reactions"].append({**device["reactions"][0], "id": "made up"}),
    "another pointer": lambda device: device["memberships"][0].update(read_ordinal=1),
    "a count": lambda device: device["conversations"][0].update(message_count=1),
    "settings": lambda device: device["conversationSettings"][0].update(archived=False),
    "no contact": lambda device: device["contacts"].clear(),
    "a profile": lambda device: device["userProfiles"][0].update(display_name="Toad"),
    "no device": lambda device: device["devices"].clear(),
}


@pytest.mark.parametrize("name", BREAKS)
def test_whatever_is_wrong_is_told(name: str, truth: Truth) -> None:
    device = device_of(truth)
    BREAKS[name](device)
    assert faults(device, truth) != []
