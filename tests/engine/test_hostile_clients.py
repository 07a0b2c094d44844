"""Clients that break, flood, dawdle and lie: two people who talk beside them notice nothing."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from messaging.engine import frames
from tests.engine.client_frames import frame
from tests.engine.raw_web_socket import RawWebSocket, sign_in
from tests.support import live
from tests.support.people import Person, new_id

MESSAGES = 25
GONE = (OSError, AssertionError)
TOKEN = "only for these tests"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[live.LiveServer]:
    """Rate limits are on: part of what keeps floods away."""
    folder = tmp_path_factory.mktemp("hostile")
    with live.running("eventlet", folder, RATE_LIMITS="on", METRICS_TOKEN=TOKEN) as running:
        yield running


@pytest.fixture(scope="module")
def mallory(server: live.LiveServer) -> Person:
    server.arrive("the-administrator")
    return server.arrive("mallory")


Attack = Callable[[live.LiveServer, Person, threading.Event], None]


def event(name: str, data: Any, number: int | str = "") -> bytes:
    return frame(frames.TEXT, f"42{number}{json.dumps([name, data])}".encode())


def flood_of_events(server: live.LiveServer, mallory: Person, over: threading.Event) -> None:
    """A thousand in each breath, of which each wants an answer that is never read."""
    burst = b"".join(event("watch_presence", {"user_ids": [new_id()] * 50}, number) for number in range(1000))
    _pour(server, mallory, over, burst)


def flood_of_messages(server: live.LiveServer, mallory: Person, over: threading.Event) -> None:
    home = mallory.group("Alone")["id"]
    burst = b"".join(
        event("send_message", {"id": new_id(), "conversation_id": home, "content": "x" * 1000}, n) for n in range(300)
    )
    _pour(server, mallory, over, burst)


def flood_of_pings(server: live.LiveServer, mallory: Person, over: threading.Event) -> None:
    _pour(server, mallory, over, frame(frames.PING, b"p" * 100) * 2000)


def flood_of_fragments(server: live.LiveServer, mallory: Person, over: threading.Event) -> None:
    _pour(server, mallory, over, frame(frames.TEXT, b"4", final=False) + frame(frames.CONTINUATION, final=False) * 5000)


def _pour(server: live.LiveServer, mallory: Person, over: threading.Event, burst: bytes) -> None:
    """The same again and again; whoever is thrown out comes back."""
    while not over.is_set():
        with suppress(*GONE), closing(RawWebSocket(server.port)) as attacker:
            attacker.expect_text("0{")
            sign_in(attacker, mallory)
            attacker.socket.settimeout(1)
            while not over.is_set():
                attacker.socket.sendall(burst)


def broken_frames(server: live.LiveServer, _mallory: Person, over: threading.Event) -> None:
    """Whatever no client may send, also packed, which nobody agreed upon."""
    packed = gzip.compress(b"\0" * 10_000_000)
    wrong = (
        frame(frames.TEXT, b"4", masked=False),
        frame(frames.TEXT, b"\xff\xfe"),
        frame(frames.TEXT, packed[:60_000], reserved=4),
        frame(0x3, b"?"),
        frame(frames.TEXT, b"x" * 1_000_001)[:14],
        frame(frames.TEXT, b'42["typing",{"a":"\\ud800"}]'),
        frame(frames.TEXT, b"4" * 100_000),
        frame(frames.CLOSE, struct.pack("!H", 1005)),
        b"\0" * 1000,
    )
    while not over.is_set():
        for bytes_ in wrong:
            with suppress(*GONE), closing(RawWebSocket(server.port)) as attacker:
                attacker.socket.settimeout(2)
                attacker.socket.sendall(bytes_)


def bombs_and_lies_over_http(server: live.LiveServer, _mallory: Person, over: threading.Event) -> None:
    bomb = gzip.compress(b"[" * 20_000_000)
    said = (
        b"GET / HTTP/1.1\r\n" + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-Many: a\r\n" * 5_000 + b"\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /api/v1/auth/login HTTP/1.1\r\nContent-Length: -5\r\n\r\n{}",
        b"POST /api/v1/auth/login HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"POST /api/v1/auth/login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n",
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
        + f"Content-Length: {len(bomb)}\r\n\r\n".encode()
        + bomb,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 50,
    )
    while not over.is_set():
        for bytes_ in said:
            with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=5) as attacker:
                attacker.sendall(bytes_)
                attacker.recv(4096)


def connections_that_dawdle(server: live.LiveServer, _mallory: Person, over: threading.Event) -> None:
    """Two hundred: some say nothing, some half of a request, some close one direction, one more byte now and then."""
    with ExitStack() as held:
        slow = []
        for number in range(200):
            attacker = held.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=5))
            if number % 4:
                attacker.sendall(b"POST /api/v1/messages HTTP/1.1\r\nHost: a\r\nX-Slow: "[: 15 * number % 60])
            if number % 4 == 2:
                attacker.shutdown(socket.SHUT_WR)
            else:
                slow.append(attacker)
        while not over.wait(0.05):  # the pace of the attack, for which nobody waits
            for attacker in slow:
                with suppress(OSError):
                    attacker.send(b"a")


@pytest.mark.parametrize(
    "attack",
    [
        flood_of_events,
        flood_of_messages,
        flood_of_pings,
        flood_of_fragments,
        broken_frames,
        bombs_and_lies_over_http,
        connections_that_dawdle,
    ],
)
def test_two_people_talk_beside_it_and_notice_nothing(server: live.LiveServer, mallory: Person, attack: Attack) -> None:
    ann, bob = (server.arrive(f"{name}-{new_id()[-12:]}") for name in ("ann", "bob"))
    direct = ann.direct(bob)
    anns, bobs = ann.connect(), bob.connect()
    over = threading.Event()
    attacker = threading.Thread(target=attack, args=(server, mallory, over))
    attacker.start()
    try:
        for number in range(MESSAGES):
            text = f"Message {number}"
            form = {"id": new_id(), "conversation_id": direct["id"], "content": text}
            assert anns.call("send_message", form)["message"]["ordinal"] == number + 1
            while _text_of(bobs.expect("changes")) != text:
                pass
            assert bob.get(f"/messages/{direct['id']}?limit=1").ok
    finally:
        over.set()
        attacker.join(live.PATIENCE)
    assert not attacker.is_alive()
    assert "Traceback" not in server.log()


def _text_of(packet: dict[str, Any]) -> str | None:
    texts = [change["row"]["content"] for change in packet["changes"] if change["entity"] == "message"]
    return texts[-1] if texts else None


def test_in_the_end_nobody_of_them_is_still_there(server: live.LiveServer) -> None:
    ann = server.arrive(f"ann-{new_id()[-12:]}")
    socket_ = ann.connect()
    headers = {"Authorization": f"Bearer {TOKEN}"}

    def present() -> float:
        counts = requests.get(f"{server.url}/metrics", headers=headers, timeout=live.PATIENCE).text.splitlines()
        return float(next(line for line in counts if line.startswith("quchat_connections")).split()[1])

    known = 1 + 2 * 7  # the people of the tests above are still connected
    while present() > known:
        assert socket_.call("presence", {"state": "active"})["ok"]
    assert server.stop() is None


def test_who_does_not_sign_in_or_dawdles_over_a_request_loses_the_connection(live_server: Any) -> None:
    with live_server("eventlet", program="tests/support/impatient_server.py") as server:
        ann = server.arrive("ann")
        staying = ann.connect()
        with closing(RawWebSocket(server.port)) as nobody:
            nobody.expect_text("0{")
            nobody.expect_end()
        for beginning in (b"GET / HTTP/1.1\r\nX-Slow: ", b"GE"):
            with socket.create_connection(("127.0.0.1", server.port), timeout=live.PATIENCE) as dawdler:
                dawdler.sendall(beginning)
                assert dawdler.recv(100) == b""
        assert staying.call("presence", {"state": "active"})["ok"]
