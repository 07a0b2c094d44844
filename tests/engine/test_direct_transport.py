"""The direct transport from outside: a raw socket that speaks WebSocket to a running server, well and badly."""

from __future__ import annotations

import socket
import struct
import warnings
from collections.abc import Iterator
from contextlib import closing
from types import SimpleNamespace

import pytest
from engineio.packet import MESSAGE, Packet

from messaging.engine import frames
from tests.conftest import LiveServers
from tests.engine.client_frames import frame
from tests.engine.raw_web_socket import RawWebSocket, sign_in
from tests.support.live import LiveServer
from tests.support.people import Person, new_id

TCP_ESTABLISHED = 1
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # the answer to KEY, from RFC 6455, section 1.3


@pytest.fixture
def server(live_server: LiveServers) -> Iterator[LiveServer]:
    with live_server("eventlet") as running:
        yield running


@pytest.fixture
def ada(server: LiveServer) -> Person:
    return server.arrive("ada")


@pytest.fixture
def raw(server: LiveServer) -> Iterator[RawWebSocket]:
    with closing(RawWebSocket(server.port)) as client:
        client.expect_text("0{")  # Engine.IO's opening packet
        yield client


def test_the_handshake_is_answered_as_the_standard_says_and_without_deflate(server: LiveServer) -> None:
    offer = {"Sec-WebSocket-Extensions": "permessage-deflate"}
    with closing(RawWebSocket(server.port, **offer)) as client:
        assert client.status == "HTTP/1.1 101 Switching Protocols"
        assert client.headers["Sec-WebSocket-Accept"] == ACCEPT
        assert "Sec-WebSocket-Extensions" not in client.headers


@pytest.mark.parametrize("wrong", [{"Sec-WebSocket-Version": "8"}, {"Sec-WebSocket-Key": ""}])
def test_another_handshake_is_refused(server: LiveServer, wrong: dict[str, str]) -> None:
    with closing(RawWebSocket(server.port, **wrong)) as client:
        assert client.status.startswith("HTTP/1.1 400")


def test_an_event_is_acknowledged_also_when_it_comes_in_fragments(raw: RawWebSocket, ada: Person) -> None:
    sign_in(raw, ada)
    event = b'427["presence",{"state":"idle"}]'
    raw.send(frames.TEXT, event[:9], final=False)
    raw.send(frames.PING, b"in between")
    raw.send(frames.CONTINUATION, event[9:])
    assert raw.expect_text("437") == '437[{"ok":true}]'


def test_a_ping_is_answered_with_its_own_payload(raw: RawWebSocket) -> None:
    raw.send(frames.PING, b"are you there?")
    assert raw.receive() == (frames.PONG, b"are you there?")


def test_a_close_is_answered_and_ends_the_connection(raw: RawWebSocket) -> None:
    raw.send(frames.CLOSE, struct.pack("!H", 1000))
    assert raw.expect_close() == frames.NORMAL
    raw.expect_end()


def test_nothing_follows_a_close_while_rooms_still_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Browsers call it a fault, and note it in red. From outside only chance would show it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        from messaging.engine.direct import DirectTransport
    engine_socket = SimpleNamespace(check_ping_timeout=lambda: True)
    transport = DirectTransport(engine_socket, SimpleNamespace(max_http_buffer_size=1000), lambda _: True)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        monkeypatch.setattr(transport, "_socket", SimpleNamespace(fd=ours), raising=False)
        transport.send(Packet(MESSAGE, "before"))
        transport._handle(frames.CLOSE, b"")
        transport.send(Packet(MESSAGE, "after"))
        ours.shutdown(socket.SHUT_WR)
        assert theirs.recv(1000) == frames.encode(frames.TEXT, b"4before") + frames.encode_close(frames.NORMAL)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        pytest.param(frame(frames.TEXT, b"4", masked=False), frames.PROTOCOL_ERROR, id="unmasked"),
        pytest.param(frame(frames.TEXT, b"\xff"), frames.INVALID_DATA, id="not UTF-8"),
        pytest.param(frame(frames.TEXT, b"x" * 1_000_001)[:14], frames.TOO_BIG, id="too big"),
    ],
)
def test_what_breaks_the_protocol_closes_that_connection_alone(
    raw: RawWebSocket, server: LiveServer, ada: Person, wrong: bytes, code: int
) -> None:
    other = ada.connect()
    raw.socket.sendall(wrong)
    assert raw.expect_close() == code
    raw.expect_end()
    assert other.call("presence", {"state": "active"})["ok"]


def test_nonsense_inside_good_frames_leaves_the_server_alone(raw: RawWebSocket, ada: Person) -> None:
    raw.say("4nonsense")
    assert raw.expect_close() == frames.PROTOCOL_ERROR
    raw.expect_end()
    assert ada.connect().call("presence", {"state": "active"})["ok"]


def test_a_reader_that_stops_reading_is_cut_off_and_nobody_else_waits(server: LiveServer, ada: Person) -> None:
    bob = server.arrive("bob")
    group = ada.group("flood", bob)
    with closing(RawWebSocket(server.port)) as stalled:
        stalled.expect_text("0{")
        sign_in(stalled, bob)
        sender = ada.connect()
        while not _cut_off(stalled):
            message = {"id": new_id(), "conversation_id": group["id"], "content": "x" * 10_000}
            assert sender.call("send_message", message)["ok"]
        assert sender.call("presence", {"state": "active"})["ok"]


def _cut_off(stalled: RawWebSocket) -> bool:
    """True once the server has given this connection up. Looks at the socket without reading from it."""
    state = stalled.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state != TCP_ESTABLISHED
