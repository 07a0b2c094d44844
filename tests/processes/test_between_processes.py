"""People connected to different processes are together as if there were one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.people import Person, acknowledged, new_id
from tests.support.processes import Processes


@pytest.fixture
def anna(two: Processes) -> Person:
    """On the first process; the administrator."""
    return two[0].arrive("anna")


@pytest.fixture
def ben(two: Processes, anna: Person) -> Person:
    """On the second process."""
    return two[1].arrive("ben")


def _say(socket: Any, conversation: dict[str, Any], content: str) -> dict[str, Any]:
    form = {"id": new_id(), "conversation_id": conversation["id"], "content": content}
    return acknowledged(socket.call("send_message", form))["message"]


def _until(socket: Any, entity: str, op: str = "upsert") -> dict[str, Any]:
    """The next change of this kind that a socket hears."""
    while True:
        for change in socket.expect("changes")["changes"]:
            if (change["entity"], change["op"]) == (entity, op):
                return change


def test_what_is_said_on_one_process_is_heard_on_the_other(anna: Person, ben: Person):
    here, there_ = anna.connect(), ben.connect()
    team = anna.group("Team", ben)
    assert _until(there_, "conversation")["entity_id"] == team["id"]
    said = _say(here, team, "Hello from the first")
    assert _until(there_, "message")["row"]["id"] == said["id"]
    answer = _say(there_, team, "Hello from the second")
    while (heard := _until(here, "message"))["row"]["id"] != answer["id"]:
        pass
    assert heard["row"]["content"] == "Hello from the second"
    acknowledged(there_.call("mark_as_read", {"conversation_id": team["id"], "ordinal": said["ordinal"]}))
    assert _until(here, "receipt")["row"]["conversation_id"] == team["id"]
