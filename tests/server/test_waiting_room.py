"""While a backup is being put in place, or the database updated, a server that is started waits, and whoever comes is
told so on its port."""

from __future__ import annotations

import fcntl
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from messaging.engine.waiting_room import WaitingRoom
from messaging.operations import migrate
from tests.support.live import ENGINES, PATIENCE, Engine, LiveServer, free_port

WHY = "A backup is being put in place."


@pytest.mark.parametrize("engine", ENGINES)
def test_who_comes_while_somebody_restores_is_told_so_and_served_afterwards(
    engine: Engine, tmp_path: Path, template: Path
) -> None:
    server = LiveServer(engine, tmp_path)
    try:
        with (tmp_path / "running.lock").open("w") as restoring:
            fcntl.flock(restoring, fcntl.LOCK_EX)
            server.launch()
            page = _asked(f"{server.url}/")
            assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
            assert page.headers["Content-Type"].startswith("text/html")
            assert WHY in page.text
            for address in ("/api/v1/auth/me", "/socket.io/?EIO=4&transport=websocket", "/health"):
                told = _refusal(_asked(server.url + address))
                assert told["details"]["reason"] == WHY
        server.wait_until_it_answers()
        assert server.arrive("ada").get("/conversations").ok
    finally:
        server.stop()


def test_who_comes_while_the_database_is_updated_is_told_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    port, seen = free_port(), list[Any]()

    def look(**_where: Any) -> None:
        seen.append(_refusal(requests.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=PATIENCE)))

    monkeypatch.setattr(migrate, "_revision", lambda: "0001")
    monkeypatch.setattr(migrate, "upgrade", look)
    migrate.prepare_database(app, app.extensions["config"], WaitingRoom("127.0.0.1", port).open)
    assert [told["details"]["reason"] for told in seen] == [migrate.UPDATING]
    assert _is_free(port)


def test_a_first_start_lets_nobody_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def nobody(_reason: str) -> Iterator[None]:
        raise AssertionError("it was opened")
        yield

    monkeypatch.setattr(migrate, "_revision", lambda: None)
    monkeypatch.setattr(migrate, "upgrade", lambda **_where: None)
    migrate.prepare_database(app, app.extensions["config"], nobody)


def test_where_the_port_is_taken_the_start_goes_on_without() -> None:
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as taken,
        WaitingRoom("127.0.0.1", taken.getsockname()[1]).open(WHY),
    ):
        pass


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"GET " + b"x" * 20_000, b"\xff\x00 \xfe\r\n\r\n"])
def test_nonsense_spoils_nothing_for_others(said: bytes) -> None:
    port = free_port()
    room, address = WaitingRoom("127.0.0.1", port), ("127.0.0.1", port)
    with room.open('A "backup" <b>is</b> put in place.'), closing(socket.create_connection(address)) as odd:
        with suppress(OSError):  # it may have been hung up on before all of it was said
            odd.sendall(said)
            odd.shutdown(socket.SHUT_WR)
        page = requests.get(f"http://127.0.0.1:{port}/", timeout=PATIENCE)
    assert "&lt;b&gt;is&lt;/b&gt;" in page.text


def _refusal(answer: requests.Response) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()["error"]
    assert (answer.status_code, told["code"]) == (503, "maintenance")
    return told


def _asked(url: str) -> requests.Response:
    """The first answer, as soon as there is one."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return requests.get(url, timeout=PATIENCE)
        except requests.ConnectionError:
            assert time.monotonic() < deadline, "nobody answers"
            time.sleep(0.02)


def _is_free(port: int) -> bool:
    with closing(socket.create_server(("127.0.0.1", port))):
        return True
