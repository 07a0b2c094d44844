"""A Socket.IO client within this process: what it says is handled before `call` returns, so nothing is awaited.

It takes the place of the WebSocket below python-socketio and leaves everything above as it is.
"""

from __future__ import annotations

import uuid
from collections import deque
from typing import Any

from engineio import packet as engine_packet
from flask import Flask
from socketio import packet
from werkzeug.test import EnvironBuilder

from messaging.core.extensions import socketio
from tests.support.answers import Acknowledgement
from tests.support.background import Background
from tests.support.contract import contract

Packet = dict[str, Any]


class ConnectionRefused(Exception):
    """The server said no; `error` is what it said."""

    def __init__(self, error: Any) -> None:
        super().__init__(str(error))
        self.error = error


class InProcessSocket:
    """One connected socket."""

    closed = False

    def __init__(
        self, app: Flask, background: Background, auth: Any = None, headers: dict[str, str] | None = None
    ) -> None:
        self.background = background
        self._server = socketio.server
        self._engine_id = uuid.uuid4().hex
        self._arrived: deque[tuple[str, Packet]] = deque()
        self._acknowledged: dict[int, Any] = {}
        self._calls = 0
        self._refusal: Any = None
        self.connected = False
        self._server.eio.sockets[self._engine_id] = self
        self._server._handle_eio_connect(self._engine_id, _environ(app, headers))
        self._say(packet.Packet(packet.CONNECT, auth, namespace="/"))
        if not self.connected:
            raise ConnectionRefused(self._refusal)
        self.background.settle()

    def call(self, event: str, data: Any = None, *, as_described: bool = True) -> Acknowledgement:
        """Say something, `as_described` or not, and get what the server acknowledges."""
        self._calls += 1
        self._say(packet.Packet(packet.EVENT, [event] if data is None else [event, data], "/", self._calls))
        (answer,) = self._acknowledged.pop(self._calls)
        contract.check_acknowledgement(event, data, answer, both=as_described)
        self.background.settle()
        return Acknowledgement(answer)

    def received(self, name: str) -> list[Packet]:
        """Every packet of this name since the last time, and none that came in vain."""
        taken = [data for event, data in self._arrived if event == name]
        self._arrived = deque(pair for pair in self._arrived if pair[0] != name)
        return taken

    def expect(self, name: str) -> Packet:
        """The next packet of this name, which must have arrived."""
        for pair in self._arrived:
            if pair[0] == name:
                self._arrived.remove(pair)
                return pair[1]
        raise AssertionError(f"no {name} packet; arrived: {[event for event, _ in self._arrived]}")

    def disconnect(self) -> None:
        if self.connected:
            self.connected = False
            self.closed = True
            self._server._handle_eio_disconnect(self._engine_id, self._server.reason.CLIENT_DISCONNECT)
            self._server.eio.sockets.pop(self._engine_id, None)
            self.background.settle()

    def _say(self, said: packet.Packet) -> None:
        self._server._handle_eio_message(self._engine_id, said.encode())

    def send(self, sent: engine_packet.Packet) -> None:
        """What the server sends to this socket."""
        told = packet.Packet(encoded_packet=sent.data)
        if told.packet_type == packet.EVENT:
            name, data = told.data
            contract.note_packet(name, data)
            self._arrived.append((name, data))
        elif told.packet_type == packet.ACK:
            self._acknowledged[told.id] = told.data
        elif told.packet_type == packet.CONNECT:
            self.connected = True
        elif told.packet_type == packet.CONNECT_ERROR:
            self._refusal = told.data
        elif told.packet_type == packet.DISCONNECT:
            self.connected = False

    def close(self, **_reason: Any) -> None:
        self.connected = False
        self.closed = True


def _environ(app: Flask, headers: dict[str, str] | None) -> dict[str, Any]:
    environ = EnvironBuilder(
        "/socket.io/", query_string="transport=websocket&EIO=4", headers=headers or {}
    ).get_environ()
    return {**environ, "flask.app": app}
