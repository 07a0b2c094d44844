"""What processes do with each other when they start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.processes.conftest import Installations
from tests.support import live, processes
from tests.support.engines import SQLITE, only_on
from tests.support.processes import there
from tests.support.redis_server import RedisServer

pytestmark = only_on(SQLITE, "it brings its own database")


def test_two_that_start_at_once_on_an_empty_database_make_one_installation(
    tmp_path: Path, new_database: Callable[[], str], redis: RedisServer, template: Path
):
    with processes.running(0, tmp_path / "data", new_database(), redis) as installation:
        installation.add_at_once(2)
        facts = [server.arrive(f"person{number}") for number, server in enumerate(installation.all)]
        servers = {person.get("/auth/me").json["server_id"] for person in facts}
        assert len(servers) == 1


def test_on_sqlite_a_second_process_does_not_start(tmp_path: Path, template: Path):
    with live.running("eventlet", tmp_path / "data") as first:
        second = live.LiveServer("eventlet", tmp_path / "data")
        second.log_file = tmp_path / "second.log"
        told = second.run_until_it_ends()
        assert "on SQLite there can be only one" in told
        assert "MESSAGE_QUEUE_URL" in told
        assert first.arrive("anna").get("/auth/me").ok


def test_on_postgresql_a_second_process_without_redis_is_warned(installation: Installations):
    with installation(2, None) as both:
        assert "set MESSAGE_QUEUE_URL" not in both[0].log()
        assert "set MESSAGE_QUEUE_URL" in both[1].log()


def test_one_process_starts_while_redis_is_away_and_serves(installation: Installations, tmp_path: Path):
    class Nowhere:
        url = f"unix://{tmp_path / 'nobody.sock'}"

    with installation(1, Nowhere()) as alone:
        anna = alone[0].arrive("anna")
        team = anna.group("Team")
        socket = anna.connect()
        said = anna.send(team, "Hello")
        while socket.expect("changes")["to"] < said["version"]:
            pass
        assert "Redis is away" in alone.log()


def test_a_process_that_starts_later_learns_who_is_there(installation: Installations, redis: RedisServer):
    with installation(1, redis) as growing:
        anna, ben = growing[0].arrive("anna"), growing[0].arrive("ben")
        anna.group("Team", ben)
        bens = ben.connect()
        bens.call("watch_presence", {"user_ids": [anna.id]})
        anna.connect()
        assert bens.expect("presence")["users"][0]["state"] == "online"
        second = there(ben, growing.add()).connect()
        if second.call("watch_presence", {"user_ids": [anna.id]})["users"][0]["state"] != "online":
            assert second.expect("presence")["users"][0]["state"] == "online"


def test_a_database_is_not_restored_under_a_process_of_another_machine(installation: Installations, tmp_path: Path):
    with installation(1, None) as alone:
        elsewhere = live.LiveServer("eventlet", tmp_path, DATABASE_URL=alone.database_url)
        told = elsewhere.command("restore", tmp_path, "--yes")
        assert told.returncode != 0
        assert "perhaps on another machine" in told.stdout + told.stderr
