"""A crowd on one process: so many sockets for so long, with people who come, go and talk, while its memory is watched.

`make soak-crowd CONNECTIONS=1000 MINUTES=10`. Memory must be flat: what a round leaves behind, the next would add to.
"""

from __future__ import annotations

import os
import selectors
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import orjson

from messaging.engine import frames
from tests.engine.client_frames import frame
from tests.support import live
from tests.support.people import Person, new_id

PEOPLE = 40
"""Who shares the connections: signing a thousand people up would take longer than all the rest."""
LEAVE = 0.1
"""So much of the crowd goes and comes in each round."""
MESSAGES = 20
"""Sent in each round, into a group of all."""
HANDSHAKE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
PING = b"\x81\x012"
"""Engine.IO's heartbeat, as a frame."""
TOLERANCE = 0.1
"""By so much memory may differ between the earlier and the later half of the rounds."""


class Crowd:
    """Sockets of a few people, spoken to by hand: a thousand of any library's would be the larger part of the load."""

    def __init__(self, server: live.LiveServer, people: Sequence[Person]) -> None:
        self._server = server
        self._people = people
        self._selector = selectors.DefaultSelector()
        self.sockets: list[socket.socket] = []
        self.heard: dict[socket.socket, bytes] = {}

    def grow_to(self, count: int) -> None:
        while len(self.sockets) < count:
            person = self._people[len(self.sockets) % len(self._people)]
            opened = socket.create_connection(("127.0.0.1", self._server.port), timeout=live.PATIENCE)
            opened.sendall(HANDSHAKE)
            self.sockets.append(opened)
            self.heard[opened] = b""
            self._selector.register(opened, selectors.EVENT_READ)
            self._wait_for(opened, b"pingInterval")
            opened.sendall(frame(frames.TEXT, b"40" + orjson.dumps({"token": person.token})))
            self._wait_for(opened, b'"ready"')

    def shrink_by(self, count: int) -> None:
        for leaving in self.sockets[:count]:
            self._selector.unregister(leaving)
            leaving.close()
            del self.heard[leaving]
        del self.sockets[:count]

    def hear(self, mark: bytes) -> None:
        """Until everybody has heard this."""
        deadline = time.monotonic() + live.PATIENCE
        waiting = {each for each in self.sockets if mark not in self.heard[each]}
        while waiting:
            assert time.monotonic() < deadline, f"{len(waiting)} did not hear {mark!r}"
            self.read(1.0)
            waiting = {each for each in waiting if mark not in self.heard[each]}
        for each in self.sockets:
            self.heard[each] = b""

    def close(self) -> None:
        self.shrink_by(len(self.sockets))
        self._selector.close()

    def _wait_for(self, one: socket.socket, mark: bytes) -> None:
        deadline = time.monotonic() + live.PATIENCE
        while mark not in self.heard[one]:
            assert time.monotonic() < deadline, f"no {mark!r}: {self.heard[one][-300:]!r}"
            self.read(1.0)
        self.heard[one] = b""

    def read(self, patience: float = 0) -> None:
        """Take what has come; a heartbeat that stays unanswered for too long ends its connection."""
        for key, _ in self._selector.select(patience):
            ready = key.fileobj
            assert isinstance(ready, socket.socket)
            said = ready.recv(65_536)
            assert said, "the server closed a connection"
            met = self.heard[ready][1 - len(PING) :] + said  # it may come in two pieces, and beside other packets
            self.heard[ready] = self.heard[ready][-4096:] + said
            for _ in range(met.count(PING)):
                ready.sendall(frame(frames.TEXT, b"3"))


def run(server: live.LiveServer, connections: int, rounds: int) -> list[int]:
    """The server's memory after each round, in bytes."""
    people = [server.arrive(f"crowd{number}") for number in range(min(PEOPLE, connections))]
    group = people[0].group("Everybody", *people[1:])
    crowd, memory = Crowd(server, people), []
    try:
        for round_ in range(rounds):
            crowd.grow_to(connections)
            for number in range(MESSAGES):
                text = f"round {round_} message {number}."
                form = {"id": new_id(), "conversation_id": group["id"], "content": text}
                assert people[number % len(people)].post("/messages", form).ok
                crowd.read()
            crowd.hear(text.encode())
            crowd.shrink_by(int(connections * LEAVE))
            memory.append(memory_of(server))
    finally:
        crowd.close()
    return memory


def memory_of(server: live.LiveServer) -> int:
    """What the process holds for itself alone, in bytes."""
    pages = Path(f"/proc/{server.pid}/statm").read_text().split()
    return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")


def growth(memory: Sequence[int]) -> float:
    """By how much the later half of the rounds took more than the earlier; the first rounds fill caches."""
    settled = memory[len(memory) // 4 :]
    middle = len(settled) // 2
    return statistics.median(settled[middle:]) / statistics.median(settled[:middle]) - 1


def main() -> int:
    connections, minutes = int(os.environ.get("CONNECTIONS", "1000")), float(os.environ.get("MINUTES", "10"))
    with tempfile.TemporaryDirectory(prefix="quchat-crowd-") as folder:
        with live.running("eventlet", Path(folder)) as server:
            began, memory = time.monotonic(), run(server, connections, rounds=1)
            took = time.monotonic() - began
        rounds = max(8, int(minutes * 60 / max(took, 1)))
        print(f"{connections} connections: {memory[0] / 2**20:.0f} MB; now {rounds} rounds", flush=True)
        with live.running("eventlet", Path(folder) / "long") as server:
            memory = run(server, connections, rounds)
    grown = growth(memory)
    print(f"{min(memory) / 2**20:.1f} to {max(memory) / 2**20:.1f} MB; the later half {grown:+.1%}")
    return 0 if grown < TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
