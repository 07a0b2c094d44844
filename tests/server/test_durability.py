"""A server killed in the midst of its work, again and again: what it acknowledged is there, once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from websocket import WebSocketConnectionClosedException

from tests.support import live
from tests.support.at_once import at_once, connections
from tests.support.people import Person, new_id
from tests.support.stored import stored
from tests.support.wire import WireSocket

ROUNDS = 5
ACKNOWLEDGED_IN_A_ROUND = 60
UNDER_WAY = 8
"""How many messages a socket has sent and not yet had acknowledged: the kill always meets some."""
GONE = (OSError, WebSocketConnectionClosedException)

Form = dict[str, Any]
Row = dict[str, Any]


class Ledger:
    """What the senders know: which messages were acknowledged, and of which they never heard."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, Row] = {}
        self.open: dict[str, tuple[Person, Form]] = {}
        self._changed = threading.Condition()

    def sent(self, sender: Person, form: Form) -> None:
        with self._changed:
            self.open[form["id"]] = sender, form

    def settled(self, message: Row) -> None:
        with self._changed:
            del self.open[message["id"]]
            self.acknowledged[message["id"]] = message
            self._changed.notify_all()

    def wait_for(self, acknowledged: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.acknowledged) >= acknowledged, timeout=live.PATIENCE)


def forms(conversations: list[Row]) -> Iterator[Form]:
    """Messages without end, to each conversation in turn."""
    while True:
        for conversation in conversations:
            yield {"id": new_id(), "conversation_id": conversation["id"], "content": "As long as there is power"}


def write_over_http(sender: Person, conversations: list[Row], ledger: Ledger) -> None:
    try:
        for form in forms(conversations):
            ledger.sent(sender, form)
            ledger.settled(sender.post("/messages", form)["message"])
    except GONE:
        return


def write_over_a_socket(socket: WireSocket, sender: Person, conversations: list[Row], ledger: Ledger) -> None:
    under_way: deque[int] = deque()
    try:
        for form in forms(conversations):
            ledger.sent(sender, form)
            under_way.append(socket.ask("send_message", form))
            if len(under_way) == UNDER_WAY:
                ledger.settled(socket.answer(under_way.popleft())["message"])
    except GONE:
        socket.close()


@pytest.mark.parametrize("engine", live.ENGINES)
def test_every_acknowledged_message_survives_being_killed(engine: live.Engine, live_server: Callable[..., Any]) -> None:
    with live_server(engine) as server:
        people = [server.arrive(name) for name in ("ann", "bob", "cleo")]
        ann, bob, cleo = people
        conversations = [ann.group("Garden", bob, cleo), ann.group("Kitchen", bob, cleo)]
        ledger = Ledger()
        for _ in range(ROUNDS):
            _write_until_it_is_killed(server, people, conversations, ledger)
            assert ledger.open, "the kill met nothing under way"
            server.start()
            _check(server.data_dir, ledger)
            _send_again(ledger)
            _check(server.data_dir, ledger)
        for conversation in conversations:
            _check_pages(bob, conversation, ledger)


def _write_until_it_is_killed(
    server: live.LiveServer, people: list[Person], conversations: list[Row], ledger: Ledger
) -> None:
    enough = len(ledger.acknowledged) + ACKNOWLEDGED_IN_A_ROUND

    def kill() -> None:
        ledger.wait_for(enough)
        server.kill()

    calls: list[Callable[[], None]] = [kill]
    for person in people:
        (sender,) = connections(person, 1)
        calls.append(partial(write_over_http, sender, conversations, ledger))
        calls.append(partial(write_over_a_socket, WireSocket(server.url, person), person, conversations, ledger))
    at_once(calls)


def _check(data_dir: Path, ledger: Ledger) -> None:
    """Nothing acknowledged is missing or another; nothing else is there but what was under way."""
    with stored(data_dir) as rows:
        rows.check()
        held = {id_: rest for id_, *rest in rows.rows("SELECT id, conversation_id, ordinal, version FROM message")}
    for id_, message in ledger.acknowledged.items():
        assert held[id_] == [message["conversation_id"], message["ordinal"], message["version"]]
    assert held.keys() - ledger.acknowledged.keys() <= ledger.open.keys()


def _send_again(ledger: Ledger) -> None:
    for sender, form in list(ledger.open.values()):
        (fresh,) = connections(sender, 1)
        ledger.settled(fresh.post("/messages", form)["message"])


def _check_pages(reader: Person, conversation: Row, ledger: Ledger) -> None:
    """Read as a client does: every message once, in order, as it was acknowledged."""
    messages: list[Row] = []
    page = {"has_newer": True}
    while page["has_newer"]:
        after = messages[-1]["ordinal"] if messages else 0
        page = reader.get(f"/messages/{conversation['id']}?after={after}&limit=100").json
        messages += page["messages"]
    assert [message["ordinal"] for message in messages] == list(range(1, len(messages) + 1))
    expected = [row for row in ledger.acknowledged.values() if row["conversation_id"] == conversation["id"]]
    assert messages == sorted(expected, key=lambda row: row["ordinal"])
