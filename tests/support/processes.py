"""An installation of several processes: one PostgreSQL, one Redis, one DATA_DIR, as many `wsgi.py` as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.live import LiveServer
from tests.support.people import Person
from tests.support.redis_server import RedisServer


class Processes:
    """The processes, by number. People are on one of them; `there` takes somebody to another."""

    def __init__(self, folder: Path, database_url: str, redis: RedisServer | None, **environment: str) -> None:
        self.redis = redis
        self.folder = folder
        self.database_url = database_url
        self._environment = {"DATABASE_URL": database_url, **environment}
        if redis is not None:
            self._environment["MESSAGE_QUEUE_URL"] = redis.url
        self.all: list[LiveServer] = []

    def add(self) -> LiveServer:
        """One more process, serving."""
        server = self._new()
        server.start()
        return server

    def add_at_once(self, count: int) -> None:
        """Several more, all of which start at the same time."""
        servers = [self._new() for _ in range(count)]
        with ThreadPoolExecutor() as threads:
            list(threads.map(LiveServer.start, servers))

    def _new(self) -> LiveServer:
        server = LiveServer("eventlet", self.folder, **self._environment)
        server.log_file = self.folder / f"server-{len(self.all)}.log"
        self.all.append(server)
        return server

    def __getitem__(self, number: int) -> LiveServer:
        return self.all[number]

    def log(self) -> str:
        return "".join(server.log() for server in self.all)


def there(person: Person, server: LiveServer) -> Person:
    """The same person and device, connected to another process."""
    return Person(server.http(), server.connect, person.signed_in)


@contextmanager
def running(
    count: int, folder: Path, database_url: str, redis: RedisServer | None, **environment: Any
) -> Iterator[Processes]:
    """An installation for the length of a block."""
    folder.mkdir(exist_ok=True)
    processes = Processes(folder, database_url, redis, **environment)
    try:
        for _ in range(count):
            processes.add()
        yield processes
    finally:
        for server in processes.all:
            server.stop()
