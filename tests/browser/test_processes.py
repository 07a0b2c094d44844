"""Two people in two browsers, connected to two processes behind nginx; one process is killed, Redis goes away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import elsewhere_of
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE, Doorway
from tests.browser.screens.participant import Participant
from tests.browser.troubles import NO_SERVER
from tests.support import databases, processes, proxies, redis_server
from tests.support.postgres import Postgres
from tests.support.processes import Processes
from tests.support.redis_server import RedisServer


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server.running() as server:
        yield server


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, redis: RedisServer, template: Path
) -> Iterator[Processes]:
    folder = tmp_path_factory.mktemp("installation")
    databases.put_on(postgres, folder)
    url = databases.environment_of(folder)["DATABASE_URL"]
    with processes.running(2, folder, url, redis, TRUSTED_PROXIES="1") as running:
        yield running
    databases.remove(folder)


@pytest.fixture
def doorway(chromium: Browser, both: Processes, tmp_path: Path) -> Iterator[Doorway]:
    ports = {5001: both[0].port, 5002: both[1].port}
    with proxies.nginx("several.conf", ports, tmp_path, https=False) as front:
        door = Doorway(chromium, front.url)
        yield door
        try:
            door.expect_no_trouble()
        finally:
            door.close()


Come = Callable[..., Participant]


@pytest.fixture
def come(doorway: Doorway) -> Come:
    """`come("Anna", "a")`: somebody whom nginx has given that process before."""

    def enter(name: str, process: str, **options: object) -> Participant:
        person = doorway.enter(name, account=False, **options)
        address = f"{person.address}/socket.io/"
        person.context.add_cookies([{"name": "quchat_process", "value": process, "url": address}])
        person.create_account()
        person.expect_in_touch()
        return person

    return enter


def test_people_on_two_processes_talk_while_one_is_killed_and_redis_goes_away(
    come: Come, both: Processes, redis: RedisServer
) -> None:
    anna, ben = come("Anna", "a"), come("Ben", "b", **PHONE)
    elsewhere_of(both[0], anna).group("Pond", elsewhere_of(both[1], ben))
    hers, his = anna.open_conversation("Pond"), ben.open_conversation("Pond")
    hers.send("From one process to the other").expect_status("read")
    his.send("And back").expect_status("read")

    ben.troubles.may_meet(*NO_SERVER)
    both[1].kill()
    his.send("Mine was killed").expect_status("read")
    hers.expect_messages("From one process to the other", "And back", "Mine was killed")

    both[1].start()
    ben.page.reload()  # back to the one that its cookie names
    ben.expect_in_touch()
    redis.stop()
    hers.send("Redis is away").expect_status("read")
    his.expect_messages("From one process to the other", "And back", "Mine was killed", "Redis is away")
    redis.start()
    his.send("It is back").expect_status("read")
    expect_convergence(both[0], anna, ben)
