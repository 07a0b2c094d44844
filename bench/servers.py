"""The two servers under test, started alike: own folder, own port, the same core."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import cores
from bench.node import NODE

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 30
STOP_SECONDS = 15


@dataclass
class Server:
    name: str
    folder: Path
    port: int
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "messaging_app.db"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=cores.pinned(cores.SERVER),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{self.name} did not start:\n{self.log_tail()}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def log_tail(self) -> str:
        lines = (self.folder / "server.log").read_text(errors="replace").splitlines()
        return "\n".join(lines[-15:])

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def quchat(folder: Path) -> Server:
    port = _free_port()
    environment = {
        "ENVIRONMENT": "local",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'messaging_app.db'}",
        "ASYNC_MODE": "eventlet",
        "RATE_LIMITS": "off",
        "REGISTRATION": "open",
        "SQLITE_SYNCHRONOUS": "NORMAL",
    }
    return Server("QuChat", folder, port, [sys.executable, "wsgi.py"], environment)


def node(folder: Path) -> Server:
    port = _free_port()
    command = [str(NODE), "bench/node_server/server.mjs", str(port), str(folder / "messaging_app.db")]
    # NODE_ENV spares Express-like packages their development checks; anyone would deploy so.
    return Server("Node", folder, port, command, {"NODE_ENV": "production"})


@contextmanager
def alone(folder: Path) -> Iterator[Server]:
    """QuChat with a fresh database in `folder`."""
    server = quchat(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def running(folder: Path) -> Iterator[tuple[Server, Server]]:
    """Both servers with fresh databases below `folder`."""
    servers = []
    for name, make in (("quchat", quchat), ("node", node)):
        (folder / name).mkdir()
        servers.append(make(folder / name))
    try:
        for server in servers:
            server.start()
        yield servers[0], servers[1]
    finally:
        for server in servers:
            server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
