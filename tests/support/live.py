"""A whole server in a process of its own, and a raw Socket.IO client that waits for what it expects."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import requests
import socketio

from config import ROOT
from tests.support import databases
from tests.support.answers import Acknowledgement
from tests.support.contract import contract
from tests.support.http import OverTheWire
from tests.support.people import Person, arrive
from tests.support.sockets import ConnectionRefused, Packet

Engine = Literal["eventlet", "threading"]
ENGINES: tuple[Engine, ...] = ("eventlet", "threading")
PATIENCE = 60.0
"""Seconds until something that should have happened counts as not happening; nothing waits that long otherwise."""


class LiveServer:
    """`python wsgi.py` on a free port, or what `make run` starts, with `program="scripts/run.py"`."""

    def __init__(self, engine: Engine, data_dir: Path, *, program: str = "wsgi.py", **environment: str) -> None:
        self.engine = engine
        self.program = program
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_file = data_dir / "server.log"
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: list[RawSocket] = []
        self._clients: list[OverTheWire] = []

    def start(self) -> None:
        """Start, and return once it answers."""
        self.launch()
        self.wait_until_it_answers()

    def run_until_it_ends(self) -> str:
        """Start something that is expected to give up; what it said."""
        self.launch()
        assert self._process
        try:
            self._process.wait(PATIENCE)
        finally:
            self.stop()
        return self.log()

    def command(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """`flask …`, as whoever runs this server types it."""
        words = [sys.executable, "-m", "flask", "--app", "messaging", *map(str, arguments)]
        return subprocess.run(words, cwd=ROOT, env=self._variables(), capture_output=True, text=True, timeout=PATIENCE)

    def launch(self) -> None:
        """Start, and return at once."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, self.program], cwd=ROOT, env=self._variables(), stdout=log, stderr=log
            )

    def _variables(self) -> dict[str, str]:
        return {
            **os.environ,
            "ASYNC_MODE": self.engine,
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "SECRET_KEY": "a key for tests only",
            "RATE_LIMITS": "off",
            "LINK_PREVIEWS": "off",
            **databases.environment_of(self.data_dir),
            **self._environment,
        }

    def wait_until_it_answers(self) -> None:
        """Until it serves; raises AssertionError, with its log, when it never does."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                if requests.get(f"{self.url}/health", timeout=2).ok:
                    return
            except requests.RequestException:
                time.sleep(0.02)
        self.stop()
        raise AssertionError(f"the server does not answer:\n{self.log()}")

    def log(self) -> str:
        return self.log_file.read_text()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def terminate(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and wait until it has; the code that it ends with."""
        assert self._process
        process, self._process = self._process, None
        process.send_signal(sign)
        return process.wait(PATIENCE)

    def stop(self) -> None:
        self._end(signal.SIGTERM)  # first: Werkzeug lets a client that says goodbye wait for three seconds
        for client in self._sockets:
            client.disconnect()
        for http in self._clients:
            http.session.close()

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    def http(self) -> OverTheWire:
        """A fresh HTTP client."""
        return OverTheWire(self.url, self._clients)

    def arrive(self, username: str, **more: Any) -> Person:
        """Somebody new on this server."""
        return arrive(self.http(), self.connect, username, **more)

    def connect(self, auth: Any = None, headers: dict[str, str] | None = None) -> RawSocket:
        """A connected socket; raises ConnectionRefused."""
        client = RawSocket(self.url, auth, headers)
        self._sockets.append(client)
        return client


class RawSocket:
    """python-socketio's client over a WebSocket, with the interface of the socket within the process."""

    def __init__(
        self,
        url: str,
        auth: Any = None,
        headers: dict[str, str] | None = None,
        *,
        session: requests.Session | None = None,
        transport: Literal["websocket", "polling"] = "websocket",
    ) -> None:
        self._packets: dict[str, queue.Queue[Packet]] = {}
        self.disconnected: queue.Queue[str] = queue.Queue()
        self._refusal: Any = None
        own_origin = {"suppress_origin": "Origin" in (headers or {})}  # else there would be two
        self._client = socketio.Client(
            reconnection=False, handle_sigint=False, http_session=session, websocket_extra_options=own_origin
        )
        self._client.on("*", self._take)
        self._client.on("connect_error", self._take_refusal)
        self._client.on("disconnect", self._take_disconnect)
        try:
            self._client.connect(url, headers or {}, auth, transports=[transport], wait_timeout=PATIENCE)
        except socketio.exceptions.ConnectionError as error:
            self._client.disconnect()
            self._let_go()
            raise ConnectionRefused(self._refusal or str(error)) from None

    def _take(self, name: str, data: Packet) -> None:
        self._queue(name).put(data)

    def _take_refusal(self, data: Any) -> None:
        self._refusal = data

    def _take_disconnect(self, reason: str) -> None:
        self.disconnected.put(reason)

    def _queue(self, name: str) -> queue.Queue[Packet]:
        return self._packets.setdefault(name, queue.Queue())

    def call(self, event: str, data: Any = None) -> Acknowledgement:
        """Say something and wait for the acknowledgement."""
        answer = self._client.call(event, data, timeout=PATIENCE)
        contract.check_acknowledgement(event, data, answer)
        return Acknowledgement(answer)

    def expect(self, name: str, timeout: float = PATIENCE) -> Packet:
        """The next packet of this name, as soon as it arrives."""
        try:
            data = self._queue(name).get(timeout=timeout)
        except queue.Empty:
            raise AssertionError(f"no {name} packet within {timeout} s") from None
        contract.check_packet(name, data)
        return data

    def received(self, name: str) -> list[Packet]:
        """What has arrived of this name by now."""
        arrived = []
        while not self._queue(name).empty():
            arrived.append(self.expect(name))
        return arrived

    def expect_disconnect(self) -> None:
        """Wait until the server closes this socket."""
        self.disconnected.get(timeout=PATIENCE)

    def disconnect(self) -> None:
        if self._client.connected:
            self._client.disconnect()
        self._let_go()

    def _let_go(self) -> None:
        """Close what the client leaves open when it was the server that ended the connection."""
        if self._client.eio.ws is not None:
            self._client.eio.ws.shutdown()


@contextmanager
def running(engine: Engine, data_dir: Path, *, program: str = "wsgi.py", **environment: str) -> Iterator[LiveServer]:
    """A server for the length of a block."""
    data_dir.mkdir(exist_ok=True)
    server = LiveServer(engine, data_dir, program=program, **environment)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
