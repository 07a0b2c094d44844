"""Files on a whole server: large ones in little memory, and uploads that survive whatever happens to it or the line."""

from __future__ import annotations

import hashlib
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from messaging.files.tus import BLOCK
from tests.support import live
from tests.support.at_once import at_once, connections
from tests.support.files import OFFSET, Tus, picture, sent
from tests.support.people import API, Person, new_id

MB = 1 << 20
LARGE = 100 * MB


@pytest.fixture(scope="module", params=live.ENGINES)
def server(request: pytest.FixtureRequest, tmp_path_factory, template) -> Iterator[live.LiveServer]:
    with live.running(request.param, tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture
def ann(server: live.LiveServer) -> Person:
    return server.arrive(f"ann-{new_id()[-12:]}")


def until(said: Callable[[], int], expected: int) -> None:
    """Ask again until it is so."""
    deadline = time.monotonic() + live.PATIENCE
    while said() != expected:
        assert time.monotonic() < deadline, f"{said()} instead of {expected}"


def peak_memory(server: live.LiveServer) -> int:
    """The most that the server's process has held so far, in bytes."""
    assert server._process
    status = Path(f"/proc/{server._process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]


def test_a_hundred_megabytes_pass_through_little_memory(server: live.LiveServer, ann: Person, tmp_path: Path):
    block, digest = bytes(range(256)) * 4096, hashlib.sha256()
    large = tmp_path / "large"
    with large.open("wb") as file:
        for _ in range(LARGE // len(block)):
            file.write(block)
            digest.update(block)
    upload = Tus(ann, b"", "large.bin")
    upload.create(Upload_Length=str(LARGE))
    headers = {**ann.headers(), "Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": OFFSET}
    before = peak_memory(server)
    with requests.Session() as session:
        session.trust_env = False
        with large.open("rb") as body:
            answer = session.patch(server.url + upload.address, data=body, headers=headers, timeout=live.PATIENCE)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(LARGE))
        with session.get(f"{server.url}{API}/files/{upload.id}", headers=ann.headers(), stream=True) as download:
            arrived = hashlib.sha256()
            for part in download.iter_content(MB):
                arrived.update(part)
    assert arrived.digest() == digest.digest()
    assert peak_memory(server) - before < 25 * MB


def test_a_picture_gets_its_preview_on_this_engine(ann: Person):
    file = sent(ann, picture(700, 300), "garden.png")
    assert (file["width"], file["height"]) == (700, 300)
    assert ann.get(f"/files/{file['id']}/preview").data[8:12] == b"WEBP"


def test_a_large_form_passes(ann: Person):
    data = bytes(range(256)) * 4096 * 7
    file = sent(ann, data, "seven.bin")
    assert ann.get(f"/files/{file['id']}").data == data


def test_an_upload_goes_on_after_the_server_was_killed(server: live.LiveServer, ann: Person):
    upload = Tus(ann, bytes(range(256)) * 4096)
    upload.create()
    upload.send(0, 600_000)
    server.kill()
    server.start()
    assert upload.offset() == 600_000
    assert upload.send(600_000).status == 204
    assert ann.get(f"/files/{upload.id}").data == upload.data


def test_what_arrived_before_the_line_broke_stays(server: live.LiveServer, ann: Person):
    upload = Tus(ann, bytes(range(256)) * 4096)
    upload.create()
    with begin(server, ann, upload, 0) as line:
        line.sendall(upload.data[:300_000])
    until(upload.offset, 300_000)
    assert upload.send(300_000).status == 204
    assert ann.get(f"/files/{upload.id}").data == upload.data


def begin(server: live.LiveServer, person: Person, upload: Tus, start: int) -> socket.socket:
    """Announce the rest of the upload; its bytes are up to the caller."""
    headers = {
        **person.headers(),
        "Host": "localhost",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(start),
        "Content-Type": OFFSET,
        "Content-Length": str(len(upload.data) - start),
    }
    lines = [f"PATCH {upload.address} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    address = urlsplit(server.url)
    line = socket.create_connection((address.hostname, address.port), timeout=live.PATIENCE)
    line.sendall("\r\n".join(lines).encode())
    return line


def test_a_request_that_hangs_holds_up_nobody_and_spoils_nothing(server: live.LiveServer, ann: Person):
    """Somebody changes networks: the old request wakes up when the new one has long gone on."""
    upload = Tus(ann, bytes(range(256)) * 4096)
    upload.create()
    with begin(server, ann, upload, 0) as hanging:
        hanging.sendall(upload.data[: BLOCK + 1000])
        until(upload.offset, BLOCK)
        assert upload.send(BLOCK, 3 * BLOCK).headers["Upload-Offset"] == str(3 * BLOCK)
        hanging.sendall(bytes(len(upload.data) - BLOCK - 1000))
        assert hanging.recv(12) == b"HTTP/1.1 409"
    assert upload.send(3 * BLOCK).status == 204
    assert ann.get(f"/files/{upload.id}").data == upload.data


def test_of_two_requests_that_send_the_same_at_once_one_goes_on(ann: Person):
    upload = Tus(ann, bytes(range(256)) * 4096 * 4)
    upload.create()
    one, other = (Tus(person, upload.data, id=upload.id) for person in connections(ann, 2))
    answers = at_once([lambda: one.send(0), lambda: other.send(0)])
    statuses = sorted(answer.status for answer in answers)
    assert statuses in ([204, 409], [409, 409])
    rest = upload.offset()
    if rest < len(upload.data):
        assert upload.send(rest).status == 204
    assert ann.get(f"/files/{upload.id}").data == upload.data
