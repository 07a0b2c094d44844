"""What only a whole server shows, on either engine: real sockets, origins, oversized packets, coming back."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import websocket

from tests.support import live
from tests.support.people import Person, Visitor, new_id, sign_in
from tests.support.sockets import ConnectionRefused


@pytest.fixture(scope="module", params=live.ENGINES)
def server(request: pytest.FixtureRequest, tmp_path_factory, template) -> Iterator[live.LiveServer]:
    with live.running(request.param, tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture
def ann(server: live.LiveServer) -> Person:
    return server.arrive(f"ann-{new_id()[-12:]}")


@pytest.fixture
def ben(server: live.LiveServer) -> Person:
    return server.arrive(f"ben-{new_id()[-12:]}")


def test_two_people_talk(ann: Person, ben: Person):
    anns, bens = ann.connect(), ben.connect()
    group = ann.group("Team", ben)
    form = {"id": new_id(), "conversation_id": group["id"], "content": "𝔘 שלום 🦉" * 500}
    message = anns.call("send_message", form)["message"]
    while (packet := bens.expect("changes"))["changes"][-1]["row"] != message:
        assert packet["log"] in (ben.log, f"c:{group['id']}", f"r:{group['id']}")
    bens.call("mark_as_read", {"conversation_id": group["id"], "ordinal": 1})
    while (packet := anns.expect("changes"))["log"] != f"r:{group['id']}":
        pass
    assert packet["changes"][-1]["row"]["read_ordinal"] == 1


def test_a_connection_without_a_session_is_refused_with_the_error_object(server: live.LiveServer):
    with pytest.raises(ConnectionRefused) as refused:
        server.connect()
    assert refused.value.error["code"] == "unauthenticated"


def test_signing_a_device_out_closes_its_sockets(ann: Person):
    phone = ann.another_device()
    there = phone.connect()
    ann.delete(f"/devices/{phone.device_id}")
    there.expect_disconnect()


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        (None, True),
        ("{own}", True),
        ("http://evil.example", False),
        ("{own}.evil.example", False),
        ("null", False),
        ("https://127.0.0.1", False),
    ],
)
def test_only_pages_of_this_origin_open_sockets(server: live.LiveServer, origin: str | None, welcome: bool):
    headers = [] if origin is None else [f"Origin: {origin.replace('{own}', server.url)}"]
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    if welcome:
        opened = websocket.create_connection(address, header=headers, suppress_origin=True, timeout=10)
        assert opened.recv().startswith("0{")
        opened.close(timeout=0)
    else:
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            websocket.create_connection(address, header=headers, suppress_origin=True, timeout=10)
        assert refused.value.status_code in (400, 403)


def test_an_oversized_packet_closes_the_socket_and_harms_nobody(ann: Person, ben: Person):
    anns, bens = ann.connect(), ben.connect()
    anns._client.emit("send_message", {"id": new_id(), "content": "x" * 1_100_000})
    anns.expect_disconnect()
    assert bens.call("presence", {"state": "active"})["ok"]


@pytest.mark.parametrize(
    "frame", ["4", "42", '42["', '42["typing"', "42[]", "42{}", '42["typing",{"a":"\\ud800"}]', "9", "", "4x", "451-"]
)
def test_a_malformed_frame_harms_nobody(server: live.LiveServer, ann: Person, frame: str):
    good = ann.connect()
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    bad = websocket.create_connection(address, timeout=10)
    bad.recv()
    bad.send('40{"token":"' + ann.token + '"}')
    bad.recv()
    bad.send(frame)
    assert good.call("presence", {"state": "active"})["ok"]
    bad.close(timeout=0)


def test_per_message_deflate_is_not_negotiated(server: live.LiveServer):
    url = urlsplit(server.url)
    request = (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
        f"Host: {url.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {base64.b64encode(b'0123456789abcdef').decode()}\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
    )
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall(request.encode())
        answer = connection.recv(4096)
    assert b" 101 " in answer
    assert b"deflate" not in answer.lower()


def test_a_request_that_is_too_large_is_refused(server: live.LiveServer, ann: Person):
    answer = ann.upload("PUT", "/users/me/avatar", b"\0" * (6 * 2**20 + 1), "image/png")
    assert answer.refusal == (413, "too_large")


# Starting again


def test_everything_is_there_after_a_restart_under_the_same_address(tmp_path: Path, template):
    with live.running("eventlet", tmp_path / "data") as server:
        ann, ben = server.arrive("ann"), server.arrive("ben")
        message = ann.send(ann.direct(ben), "Remember me")
        server.kill()
        server.start()
        history = Person(server.http(), server.connect, sign_in(server.http(), "ben").json)
        assert history.get(f"/chat/history/{ann.id}")["messages"] == [message]
        assert Visitor(ann.http.another()).get("/health").ok


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path, template):
    with live.running("eventlet", tmp_path / "one") as first:
        (tmp_path / "two").mkdir()
        second = live.LiveServer("eventlet", tmp_path / "two")
        second.port = first.port
        said = second.run_until_it_ends()
        assert "Cannot listen on" in said
        assert "Traceback" not in said
