"""Two processes on one PostgreSQL and one Redis, as an installation that has outgrown one runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import processes, redis_server
from tests.support.postgres import Postgres
from tests.support.processes import Processes
from tests.support.redis_server import RedisServer


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server.running() as server:
        yield server


@pytest.fixture
def database_url(postgres: Postgres) -> Iterator[str]:
    """The address of a fresh database."""
    name = postgres.new_database()
    yield postgres.url_of(name).replace("+psycopg2", "")
    postgres.drop(name)


@pytest.fixture
def two(tmp_path: Path, database_url: str, redis: RedisServer, template: Path) -> Iterator[Processes]:
    """Two processes. (The template brings the contract, to which every answer is held.)"""
    with processes.running(2, tmp_path / "data", database_url, redis) as installation:
        yield installation
