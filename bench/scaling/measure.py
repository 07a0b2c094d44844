"""Takes the costs: one process on SQLite, then two on PostgreSQL and Redis, with small steady loads (two minutes)."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import create_engine, text

from bench import load
from bench.plan import PAIRS
from bench.rounds import say
from bench.scaling.costs import Costs
from bench.scaling.model import PING_EVERY
from bench.servers import Server, alone, quchat
from tests.support import postgres, redis_server

ROUNDS = 3
SECONDS = 5
CONNECTIONS = 400
CROWD = 60
"""People; all of them are in one of the rooms."""
CALM = 50
"""Messages or receipts a second between two: slow enough that nothing is put together."""
IN_THE_CROWD = 20
WRITES = 300
A_WRITE = (
    "SELECT pg_advisory_xact_lock(1)",
    "UPDATE conversation SET last_seq = last_seq WHERE id = (SELECT min(id) FROM conversation)",
    "INSERT INTO meta (name, value) VALUES (:name, '')",
)
TICKS_PER_SECOND = 100


def measure() -> Costs:
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="quchat-scaling-") as folder:
        small = _on_sqlite(Path(folder))
    with tempfile.TemporaryDirectory(prefix="quchat-scaling-") as folder:
        large = _on_postgres(Path(folder))
    machine = f"{platform.machine()}, Python {platform.python_version()}, load {busy:.1f} before"
    return Costs(measured_on=f"{time.strftime('%d %B %Y')}, {machine}", **small, **large)


def _on_sqlite(folder: Path) -> dict[str, float]:
    with alone(folder) as server:
        cast = _set_up(server)
        say("what a connection takes")
        server.restart()
        met = load.run("connections", server, **cast, connections=CONNECTIONS, hold=PING_EVERY)
        before, size = _messages(server), _bytes(server)
        pair = _median(server, cast, "messages", cast["pairs"], CALM)
        crowd = _median(server, cast, "messages", [cast["crowd"]], IN_THE_CROWD)
        message_bytes = (_bytes(server) - size) / (_messages(server) - before)
        receipt = _median(server, cast, "receipts", cast["pairs"], CALM)
    # In a pair a message goes to 2 devices, in the crowd to all: two equations.
    delivery = max(0.0, (crowd["microsecondsEach"] - pair["microsecondsEach"]) / (CROWD - 2))
    return {
        "process_mb": met["kilobytesAtRest"] / 1000,
        "connection_kb": met["kilobytesEach"],
        "connect_ms": met["millisecondsEach"],
        "heartbeat_us": max(0.0, met["microsecondsAtRestEach"]),
        "message_us": pair["microsecondsEach"] - 2 * delivery,
        "delivery_us": delivery,
        "receipt_us": receipt["microsecondsEach"],
        "message_bytes": message_bytes,
    }


def _on_postgres(folder: Path) -> dict[str, float]:
    with _two_processes(folder) as (server, other, url):
        cast = _set_up(server)
        say("what another process hears")
        time.sleep(2)
        idle = _processor_seconds(other, lambda: time.sleep(SECONDS))
        figures: list[dict[str, float]] = []
        heard = _processor_seconds(
            other, lambda: figures.append(_median(server, cast, "messages", cast["pairs"], CALM))
        )
        seconds = ROUNDS * (SECONDS + 2)
        return {
            "postgres_message_us": figures[0]["microsecondsEach"],
            "postgres_write_ms": _write_ms(url),
            "heard_us": max(0.0, heard - idle * seconds / SECONDS) / (CALM * seconds) * 1e6,
        }


def _write_ms(url: str) -> float:
    """What a write alone holds all others up for: the lock, an update, a row, the commit."""
    taken = []
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg2:"))
    for number in range(WRITES):
        started = time.perf_counter()
        with engine.begin() as connection:
            for statement in A_WRITE:
                connection.execute(text(statement), {"name": f"bench:{number}"})
        taken.append(time.perf_counter() - started)
    engine.dispose()
    return median(taken) * 1000


@contextmanager
def _two_processes(folder: Path) -> Iterator[tuple[Server, Server, str]]:
    with ExitStack() as running:
        database = running.enter_context(postgres.running(durable=True))
        redis = running.enter_context(redis_server.running())
        url = database.url_of(database.new_database()).replace("postgresql+psycopg2:", "postgresql:")
        servers = []
        for name in ("one", "other"):
            server = quchat(folder)
            server.name = name
            server.environment |= {"DATABASE_URL": url, "MESSAGE_QUEUE_URL": redis.url}
            server.start()
            running.callback(server.stop)
            servers.append(server)
        yield servers[0], servers[1], url


def _set_up(server: Server) -> dict[str, Any]:
    say(f"{server.name}: {CROWD} people")
    return load.run("setUp", server, people=CROWD, pairs=PAIRS)


def _median(server: Server, cast: dict[str, Any], work: str, rooms: list[str], per_second: int) -> dict[str, float]:
    say(f"{per_second} {work} a second in {len(rooms)} room{'s' if len(rooms) > 1 else ''}")
    job = {"people": cast["people"], "work": work, "rooms": rooms, "perSecond": per_second, "seconds": SECONDS}
    rounds = [load.run("steady", server, **job) for _ in range(ROUNDS)]
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


def _bytes(server: Server) -> int:
    """Of the database, after what waits in its journal has been put into it."""
    with closing(sqlite3.connect(server.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(path.stat().st_size for path in server.folder.glob("*.db"))


def _messages(server: Server) -> int:
    with closing(sqlite3.connect(server.database)) as connection:
        return int(connection.execute("SELECT count(*) FROM message").fetchone()[0])


def _processor_seconds(server: Server, during: Callable[[], object]) -> float:
    def now() -> float:
        fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    before = now()
    during()
    return now() - before
