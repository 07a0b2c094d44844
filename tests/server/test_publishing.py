"""Packets are a hint, sent after the commit and in its order."""

from __future__ import annotations

import threading
from types import TracebackType

import pytest

from messaging.core import database, publisher
from messaging.core.gathering import Gathering
from tests.support.background import Background
from tests.support.people import Person, new_id
from tests.support.sockets import Packet


class Turn:
    """The lock of writers, which notes when it is taken and given back."""

    def __init__(self, noted: list[str]) -> None:
        self._lock = threading.Lock()
        self._noted = noted

    def __enter__(self) -> None:
        self._lock.acquire()
        self._noted.append("a writer's turn begins")

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._noted.append("it ends")
        self._lock.release()


def test_packets_leave_in_the_turn_of_who_wrote(ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Afterwards another could write and publish first, and the packets would cross."""
    direct = ada.direct(bob)
    noted: list[str] = []
    monkeypatch.setattr(database, "_writers", Turn(noted))
    end = publisher.listen(lambda packet: noted.append(f"{packet['from']} to {packet['to']}"))
    sent = [ada.send(direct)["version"] for _ in range(2)]
    end()
    packets = [f"{version - 1} to {version}" for version in sent]
    expected = [["a writer's turn begins", packet, "it ends"] for packet in packets]
    assert noted == [*expected[0], *expected[1]]


@pytest.mark.usefixtures("errors_expected")
def test_what_cannot_be_published_is_stored_all_the_same(ada: Person, bob: Person) -> None:
    """Its sender is told the truth, and everybody else pulls it."""
    direct = ada.direct(bob)
    cursors = {entry["log"]: entry["to"] for entry in bob.pull()["logs"]}

    def fail(_packet: Packet) -> None:
        raise OSError("no way out")

    end = publisher.listen(fail)
    answer = ada.post("/messages", {"id": new_id(), "conversation_id": direct["id"], "content": "Hello"})
    end()
    assert answer.status == 201
    (pulled,) = [entry for entry in bob.pull(cursors)["logs"] if entry["log"] == f"c:{direct['id']}"]
    assert [change["row"] for change in pulled["changes"]] == [answer["message"]]


def test_a_push_of_many_is_many_transactions_and_each_is_published(
    ada: Person, bob: Person, published: list[Packet]
) -> None:
    direct = ada.direct(bob)
    published.clear()
    fields = {"conversation_id": direct["id"], "content": "Hello"}
    ops = [
        {"op_id": new_id(), "entity": "message", "entity_id": new_id(), "op": "create", "fields": fields}
        for _ in range(3)
    ]
    rows = [result["row"] for result in ada.push(*ops)]
    assert [packet["to"] for packet in published] == [row["version"] for row in rows]


@pytest.mark.usefixtures("app")
def test_what_comes_while_the_rest_is_handed_over_is_told_the_next_time(background: Background) -> None:
    told: list[list[str]] = []

    def tell(items: list[str]) -> None:
        told.append(items)
        if len(told) == 1:
            gathering.add("late")

    gathering: Gathering[str] = Gathering(1.0, tell)
    gathering.add("one")
    gathering.add("another")
    assert told == []
    background.advance(1)
    assert told == [["one", "another"]]
    background.advance(1)
    assert told == [["one", "another"], ["late"]]
