"""A Redis for tests: a server of our own that only its socket leads to, stopped and started as a test likes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.support.programs import program

PATIENCE = 20.0


class RedisServer:
    """`redis-server` in a folder; what it knows is gone when it stops."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "redis.sock"
        self.url = f"unix://{self.path}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return once it answers."""
        options = ["--port", "0", "--unixsocket", str(self.path), "--save", "", "--dir", str(self._folder)]
        with (self._folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen([program("redis-server"), *options], stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with Redis.from_url(self.url) as client:
                    client.ping()
                return
            except RedisError:
                time.sleep(0.02)
        raise AssertionError(f"Redis does not answer:\n{(self._folder / 'redis.log').read_text()}")

    def stop(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running() -> Iterator[RedisServer]:
    """A server for the length of a block."""
    folder = Path(tempfile.mkdtemp(prefix="quchat-redis-"))  # short: the path of a socket may not be long
    server = RedisServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
