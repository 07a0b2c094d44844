"""Socket.IO spoken by hand over one WebSocket: nothing happens behind one's back, many questions may be under way at
once, and a connection that breaks is an error at once. For races and for servers that get killed."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Any

import orjson
import websocket
from websocket import WebSocketConnectionClosedException

from tests.support.answers import Acknowledgement
from tests.support.contract import contract
from tests.support.live import PATIENCE
from tests.support.people import Person

Packet = dict[str, Any]
PING, PONG, CONNECT, EVENT, ACK = "2", "3", "40", "42", "43"


class WireSocket:
    """A connected socket of a person's device on a live server."""

    def __init__(self, url: str, person: Person) -> None:
        address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._websocket = websocket.create_connection(address, timeout=PATIENCE, enable_multithread=False)
        self._numbers = count()
        self._asked: dict[int, tuple[str, Any]] = {}
        self._answers: dict[int, Acknowledgement] = {}
        self._arrived: deque[tuple[str, Packet]] = deque()
        self._websocket.recv()
        self._say(CONNECT, {"token": person.token, "device_id": person.device_id})
        self.expect("ready")

    def __enter__(self) -> WireSocket:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, event: str, data: Any) -> int:
        """Say something without waiting; returns what `answer` wants."""
        number = next(self._numbers)
        self._asked[number] = event, data
        self._say(f"{EVENT}{number}", [event, data])
        return number

    def answer(self, number: int) -> Acknowledgement:
        """The acknowledgement of what was asked, as soon as it arrives."""
        while number not in self._answers:
            self._receive()
        return self._answers.pop(number)

    def call(self, event: str, data: Any) -> Acknowledgement:
        return self.answer(self.ask(event, data))

    def expect(self, name: str) -> Packet:
        """The next packet of this name, as soon as it arrives."""
        while True:
            for pair in self._arrived:
                if pair[0] == name:
                    self._arrived.remove(pair)
                    return pair[1]
            self._receive()

    def close(self) -> None:
        with suppress(OSError, WebSocketConnectionClosedException):  # where the server is gone, nobody hears a goodbye
            self._websocket.close(timeout=0)
        self._websocket.shutdown()  # type: ignore[no-untyped-call]

    def _say(self, kind: str, data: Any) -> None:
        self._websocket.send(kind + orjson.dumps(data).decode())

    def _receive(self) -> None:
        """One frame. A server that says nothing for long enough raises a time-out; one that is gone, a broken pipe."""
        frame = self._websocket.recv()
        assert isinstance(frame, str)
        if frame == PING:
            self._websocket.send(PONG)
        elif frame.startswith(EVENT):
            name, data = orjson.loads(frame[len(EVENT) :])
            contract.check_packet(name, data)
            self._arrived.append((name, data))
        elif frame.startswith(ACK):
            self._take_acknowledgement(frame[len(ACK) :])
        else:
            assert frame.startswith(CONNECT), f"unexpected: {frame[:200]!r}"

    def _take_acknowledgement(self, text: str) -> None:
        number, _, rest = text.partition("[")
        event, data = self._asked.pop(int(number))
        (answer,) = orjson.loads("[" + rest)
        contract.check_acknowledgement(event, data, answer)
        self._answers[int(number)] = Acknowledgement(answer)
