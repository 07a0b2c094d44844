"""Two processes on one PostgreSQL and one Redis, as an installation that has outgrown one runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.support import processes, redis_server
from tests.support.postgres import Postgres
from tests.support.processes import Processes
from tests.support.redis_server import RedisServer


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server.running() as server:
        yield server


@pytest.fixture(scope="module")
def new_database(postgres: Postgres) -> Iterator[Callable[[], str]]:
    """`new_database()`: the address of a fresh one."""
    made: list[str] = []

    def make() -> str:
        made.append(postgres.new_database())
        return postgres.url_of(made[-1]).replace("+psycopg2", "")

    yield make
    for name in made:
        postgres.drop(name)


Installations = Callable[..., AbstractContextManager[Processes]]


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str], template: Path
) -> Installations:
    """`with installation(2, redis) as processes`. (The template brings the contract, to which each answer is held.)"""
    return lambda count, redis, **environment: processes.running(
        count, tmp_path_factory.mktemp("installation"), new_database(), redis, **environment
    )


@pytest.fixture(scope="module")
def two(installation: Installations, redis: RedisServer) -> Iterator[Processes]:
    """Two processes, for all tests of a file."""
    with installation(2, redis, RATE_LIMITS="on") as both:
        both[0].arrive("root")  # the administrator
        yield both
