"""A process is killed, Redis goes away: nothing is lost, and people hear of it all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.processes.conftest import Installations
from tests.processes.traffic import Writer, expect_each_once
from tests.support import redis_server
from tests.support.engines import SQLITE, only_on
from tests.support.people import acknowledged
from tests.support.processes import Processes, there
from tests.support.redis_server import RedisServer

pytestmark = only_on(SQLITE, "it brings its own database")


@pytest.fixture(scope="module")
def own_redis() -> Iterator[RedisServer]:
    """One that may be stopped."""
    with redis_server.running() as server:
        yield server


@pytest.fixture(scope="module")
def pair(installation: Installations, own_redis: RedisServer) -> Iterator[Processes]:
    """Two processes that may be killed."""
    with installation(2, own_redis) as both:
        both[0].arrive("root")
        yield both


def _behind(socket: Any, log: str, cursor: int) -> int:
    """Wait for a packet that makes who stands at `cursor` pull; returns the number it speaks of."""
    while True:
        packet = socket.expect("changes")
        if packet["log"] == log and packet["to"] > cursor:
            return int(packet["to"])


def test_a_process_is_killed_and_its_people_lose_nothing(pair: Processes):
    anna, ben = pair[0].arrive("anna"), pair[1].arrive("ben")
    team = anna.group("Team", ben)
    bens = ben.connect()
    urls = [pair[0].url, pair[1].url]
    with Writer(anna, team, urls, "anna") as annas, Writer(there(ben, pair[0]), team, urls[::-1], "ben") as from_ben:
        annas.wait_for(20)
        pair[1].kill()
        bens.expect_disconnect()
        again = there(ben, pair[0])
        socket = again.connect()
        socket.expect("ready")
        annas.wait_for(20)
        from_ben.wait_for(20)
        pair[1].start()
        annas.wait_for(5)
    expect_each_once(there(anna, pair[1]), team, {*annas.acknowledged, *from_ben.acknowledged})
    # Who came back heard what went on, and pulls what was before.
    last = again.see(team)["last_seq"]
    assert _behind(socket, f"c:{team['id']}", last - 1) == last


def test_redis_goes_and_comes_back(pair: Processes, own_redis: RedisServer):
    cleo, dora = pair[0].arrive("cleo"), pair[1].arrive("dora")
    team, class_ = cleo.group("Team", dora), cleo.group("Class", dora)
    doras = dora.connect()
    own_redis.stop()
    # While it is away, the heads of the logs tell that there is something to pull, and rights end all the same.
    said = cleo.send(team, "Redis is away")
    number = _behind(doras, f"c:{team['id']}", said["version"] - 1)
    assert number == said["version"]
    pulled = dora.pull({f"c:{team['id']}": number - 1, f"c:{class_['id']}": class_["last_seq"]})
    assert said["id"] in str(pulled)
    cursor = dora.pull()["logs"][0]["to"]
    assert cleo.delete(f"/conversations/{team['id']}/members/{dora.id}").ok
    _behind(doras, dora.log, cursor)
    assert doras.call("typing", {"conversation_id": team["id"]})["error"]["code"] == "not_found"
    # The phone is signed out on the other process meanwhile.
    phone = dora.another_device()
    phones = there(phone, pair[1]).connect()
    assert there(dora, pair[0]).delete(f"/devices/{phone.device_id}").ok
    phones.expect_disconnect()
    own_redis.start()
    # From its return on, packets come whole again; what was lost at that moment is pulled.
    changes: list[dict[str, Any]] = []
    while not changes:
        sent = cleo.send(class_, "Is it back?")
        while (packet := doras.expect("changes"))["log"] != f"c:{class_['id']}" or packet["to"] < sent["version"]:
            pass
        changes = packet["changes"]
    assert changes[-1]["row"]["id"] == sent["id"]


def test_people_of_a_process_that_was_killed_are_offline_after_a_while(pair: Processes):
    emil, fred = pair[0].arrive("emil"), pair[1].arrive("fred")
    emil.group("Team", fred)
    emils = emil.connect()
    fred.connect()
    watched = acknowledged(emils.call("watch_presence", {"user_ids": [fred.id]}))["users"]
    if watched[0]["state"] == "offline":
        assert emils.expect("presence")["users"][0]["state"] == "online"
    pair[1].kill()
    while emils.expect("presence")["users"][0]["state"] != "offline":
        pass
