"""Many messages at once, as fast as the server takes them: past the contract, which would look at every one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import Any

import orjson
import websocket

from tests.support.live import PATIENCE, LiveServer
from tests.support.people import Person

UNDER_WAY = 100
PING, PONG, CONNECT, EVENT, ACKNOWLEDGEMENT = "2", "3", "40", "42", "43"


def flood(server: LiveServer, sender: Person, forms: Iterable[dict[str, Any]]) -> int:
    """Send all these `send_message` forms and wait until each is acknowledged; returns how many there were."""
    address = server.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    with closing(websocket.create_connection(address, timeout=PATIENCE)) as line:
        line.recv()
        line.send(CONNECT + orjson.dumps({"token": sender.token, "device_id": sender.device_id}).decode())
        sent = answered = 0
        for sent, form in enumerate(forms, start=1):
            line.send(f"{EVENT}{sent}" + orjson.dumps(["send_message", form]).decode())
            while sent - answered >= UNDER_WAY:
                answered += _hear(line)
        while answered < sent:
            answered += _hear(line)
        return sent


def _hear(line: websocket.WebSocket) -> int:
    """One frame; 1 if it acknowledges a message."""
    frame = line.recv()
    if frame == PING:
        line.send(PONG)
    if not str(frame).startswith(ACKNOWLEDGEMENT):
        return 0
    assert '"ok":true' in str(frame)[:60], frame
    return 1
