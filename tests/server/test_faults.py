"""The database is taken away from a whole server and given back: live delivery goes on, what could not be kept is
stored once and in order, and nothing that was acknowledged is missing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support import live
from tests.support.engines import SQLITE, only_on
from tests.support.people import Person, new_id
from tests.support.postgres import NoPostgres, Postgres, own_cluster

LONG = " and more of it" * 600
"""SQLite finds room for a few words in pages that it has."""

Plug = Callable[[], AbstractContextManager[None]]


@contextmanager
def locked(folder: Path) -> Iterator[tuple[live.LiveServer, Plug]]:
    """Another program holds the SQLite file."""
    with live.running("eventlet", folder / "live") as server:

        @contextmanager
        def pull() -> Iterator[None]:
            with closing(sqlite3.connect(server.data_dir / "messaging_app.db", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                yield
                other.execute("ROLLBACK")

        yield server, pull


@contextmanager
def full(folder: Path) -> Iterator[tuple[live.LiveServer, Plug]]:
    """The disk is full, as SQLite tells it."""
    sign = folder / "full"
    program = "tests/support/serve_on_a_full_disk.py"
    with live.running("eventlet", folder / "live", program=program, FULL=str(sign)) as server:

        @contextmanager
        def pull() -> Iterator[None]:
            sign.touch()
            yield
            sign.unlink()

        yield server, pull


@contextmanager
def small_disk(folder: Path) -> Iterator[tuple[live.LiveServer, Plug]]:
    """The disk is really full: a small one in memory, filled to the last byte."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "quchat-test", disk], check=True)
    try:
        with live.running("eventlet", disk / "live", BACKUP_AT="off") as server:

            @contextmanager
            def pull() -> Iterator[None]:
                filler = disk / "filler"
                with filler.open("wb", buffering=0) as opened:
                    try:
                        while opened.write(b"\0" * 4096):
                            pass
                    except OSError:
                        pass
                yield
                filler.unlink()

            yield server, pull
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


@contextmanager
def stopped(folder: Path) -> Iterator[tuple[live.LiveServer, Plug]]:
    """PostgreSQL is stopped and started again."""
    try:
        with ExitStack() as stack:
            cluster = stack.enter_context(own_cluster())
            with closing(Postgres(cluster.url)) as there:
                url = there.url_of(there.new_database()).replace("postgresql+psycopg2:", "postgresql:")
            server = stack.enter_context(live.running("eventlet", folder / "live", DATABASE_URL=url))

            @contextmanager
            def pull() -> Iterator[None]:
                cluster.stop()
                yield
                cluster.start()

            yield server, pull
    except NoPostgres as reason:
        pytest.skip(str(reason))


FAULTS: dict[str, Any] = {"busy": locked, "full": full, "away": stopped}
if os.geteuid() == 0:  # whoever may not mount meets the same words of SQLite in `full`
    FAULTS["full, really"] = small_disk


@only_on(SQLITE, "each fault brings a database of its own")
@pytest.mark.usefixtures("template")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_database_goes_and_comes_back(fault: str, tmp_path: Path) -> None:
    with FAULTS[fault](tmp_path) as (server, pull):
        ann, bob = server.arrive("ann"), server.arrive("bob")
        team = ann.group("Team", bob)
        anns, bobs = ann.connect(), bob.connect()
        acknowledged = [_send(anns, team, f"Kept {number}{LONG}") for number in range(5)]
        with pull():
            waiting = [_form(team, f"Unkept {number}{LONG}") for number in range(4)]
            refused = _until_refused(anns, team, acknowledged)
            for form in waiting:
                assert anns.call("send_message", form).refusal == "read_only"
            told = [bobs.expect("unsaved_message")["message"]["id"] for _ in range(1 + len(waiting))]
            assert told == [form["id"] for form in (refused, *waiting)]
            service = bobs.expect("service")
            assert (service["state"], service["reason"]) == ("read_only", fault.split(",")[0])
            _check_what_is_told(server, ann, fault)
        while bobs.expect("service")["state"] != "ok":
            pass
        for form in (refused, *waiting):
            acknowledged.append(anns.call("send_message", form)["message"])
        assert anns.call("send_message", waiting[-1])["message"] == acknowledged[-1]
        page = bob.get(f"/messages/{team['id']}?limit=100")["messages"]
        assert [message["id"] for message in page] == [message["id"] for message in acknowledged]
        assert [message["ordinal"] for message in page] == list(range(1, len(page) + 1))
        trouble = [line for line in server.log().splitlines() if "cannot be written" in line]
        assert len(trouble) <= 2, "a fault is told once, and once more where its reason changes"
        assert "can be written again" in server.log()


def _form(team: dict[str, Any], content: str) -> dict[str, Any]:
    return {"id": new_id(), "conversation_id": team["id"], "content": content}


def _send(socket: live.RawSocket, team: dict[str, Any], content: str) -> dict[str, Any]:
    message: dict[str, Any] = socket.call("send_message", _form(team, content))["message"]
    return message


def _until_refused(socket: live.RawSocket, team: dict[str, Any], acknowledged: list[Any]) -> dict[str, Any]:
    """The first message for which there is no room any more. A disk may have a page or two left after all."""
    while True:
        form = _form(team, f"One more{LONG}")
        answer = socket.call("send_message", form)
        if not answer["ok"]:
            assert answer.refusal == "read_only"
            return form
        acknowledged.append(answer["message"])


def _check_what_is_told(server: live.LiveServer, person: Person, fault: str) -> None:
    health = requests.get(f"{server.url}/health", timeout=live.PATIENCE)
    if fault == "away":  # then not even a request can be judged
        assert health.status_code == 503
        assert person.get("/conversations").refusal == (503, "read_only")
    else:
        assert health.json() == {"status": "healthy", "service": "read_only", "reason": fault.split(",")[0]}
        assert person.get("/conversations").ok
        assert person.pull()["logs"]
