"""A WebSocket by hand: bytes in, frames out, so that a test can send what no library would."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

import pytest

from messaging.engine import frames
from tests.engine.client_frames import frame
from tests.support.live import PATIENCE
from tests.support.people import Person

KEY = "dGhlIHNhbXBsZSBub25jZQ=="


class RawWebSocket:
    """Bytes in, frames out."""

    def __init__(self, port: int, **headers: str) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)  # soon full for who stops reading
        self.socket.connect(("127.0.0.1", port))
        self.buffer = b""
        asked = {
            "Host": f"127.0.0.1:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": KEY,
            "Sec-WebSocket-Version": "13",
            **headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in asked.items() if value)
        self.socket.sendall(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n{lines}\r\n".encode())
        head, _, self.buffer = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        self.status, *rest = head.decode().split("\r\n")
        self.headers = dict(line.split(": ", 1) for line in rest)

    def close(self) -> None:
        self.socket.close()

    def send(self, opcode: int, payload: bytes = b"", **options: Any) -> None:
        self.socket.sendall(frame(opcode, payload, **options))

    def say(self, text: str) -> None:
        self.send(frames.TEXT, text.encode())

    def receive(self) -> tuple[int, bytes]:
        """The next frame; raises ConnectionError at the end of the connection."""
        self._need(2)
        size, start = self.buffer[1] & 0x7F, 2
        assert not self.buffer[1] & 0x80, "a server's frame is never masked"
        if size >= 126:
            width = 2 if size == 126 else 8
            self._need(2 + width)
            size, start = int.from_bytes(self.buffer[2 : 2 + width], "big"), 2 + width
        self._need(start + size)
        opcode, payload = self.buffer[0] & 0x0F, self.buffer[start : start + size]
        self.buffer = self.buffer[start + size :]
        return opcode, payload

    def expect_text(self, start: str) -> str:
        """Read on until a text that begins like this."""
        while True:
            opcode, payload = self.receive()
            if opcode == frames.TEXT and payload.decode().startswith(start):
                return payload.decode()

    def expect_close(self) -> int:
        """Read on until the connection is closed; returns the code."""
        while True:
            opcode, payload = self.receive()
            if opcode == frames.CLOSE:
                return int(struct.unpack("!H", payload[:2])[0])

    def expect_end(self) -> None:
        with pytest.raises(ConnectionError):
            self.expect_text("nothing like this comes")

    def _need(self, count: int) -> None:
        while len(self.buffer) < count:
            self.buffer += self._chunk()

    def _until(self, mark: bytes) -> bytes:
        data = b""
        while mark not in data:
            data += self._chunk()
        return data

    def _chunk(self) -> bytes:
        data = self.socket.recv(65_536)
        if not data:
            raise ConnectionError("closed")
        return data


def sign_in(raw: RawWebSocket, person: Person) -> None:
    raw.say("40" + json.dumps({"token": person.token}))
    raw.expect_text("40{")
