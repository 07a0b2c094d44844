"""A PostgreSQL for tests: the one that TEST_DATABASE_URL names, else a cluster of our own for a session."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

USER = "postgres"
PATIENCE = 60
_numbers = count(1)


class Postgres:
    """A server on which databases can be made."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+psycopg2")
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT")

    @property
    def url(self) -> str:
        """Its own address, as TEST_DATABASE_URL takes it."""
        return self._url.render_as_string(hide_password=False)

    def new_database(self, template: str = "template0") -> str:
        """The name of a fresh database, or of a copy of another."""
        name = f"quchat_test_{os.getpid()}_{next(_numbers)}"
        self._copy(template, name)
        return name

    def renew(self, name: str, template: str) -> None:
        """Put a copy of another database in the place of this one."""
        self.drop(name)
        self._copy(template, name)

    def drop(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def url_of(self, name: str) -> str:
        """The address of a database, as DATABASE_URL takes it."""
        return self._url.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        self._engine.dispose()

    def _copy(self, template: str, name: str) -> None:
        """Whoever is connected to what is copied would keep PostgreSQL from doing it, and connects again."""
        self._run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'")
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')

    def _run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))


class NoPostgres(Exception):
    """None is here, or it does not start."""


@contextmanager
def running(*, durable: bool = False) -> Iterator[Postgres]:
    """A server for the length of a block; raises NoPostgres. `durable`: one of our own waits for its disk."""
    given, programs = os.environ.get("TEST_DATABASE_URL"), _programs()
    if given:
        with closing(Postgres(make_url(given))) as server:
            yield server
    elif programs:
        with _cluster(programs, durable=durable) as cluster, closing(Postgres(cluster.url)) as server:
            yield server
    else:
        raise NoPostgres("PostgreSQL is not installed: `apt install postgresql`, or set TEST_DATABASE_URL.")


def _programs() -> Path | None:
    """Where initdb and pg_ctl are: Debian keeps them off PATH."""
    on_path = shutil.which("pg_ctl")
    found = [Path(on_path).parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found and (found[-1] / "initdb").exists() else None


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs, and can be stopped and started under whoever uses it."""

    url: URL
    start: Callable[[], None]
    stop: Callable[[], None]


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """A cluster of one's own for the length of a block; raises NoPostgres."""
    programs = _programs()
    if programs is None:
        raise NoPostgres("PostgreSQL is not installed: `apt install postgresql`.")
    with _cluster(programs) as cluster:
        yield cluster


@contextmanager
def _cluster(programs: Path, *, durable: bool = False) -> Iterator[Cluster]:
    """A cluster that only its socket leads to, in a folder that goes with it. PostgreSQL refuses to run as root."""
    user = USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    # Not below pytest's folders, into which only their owner may look.
    folder = Path(tempfile.mkdtemp(prefix="quchat-pg-"))
    shutil.chown(folder, user)
    data, as_user = folder / "data", user if os.geteuid() == 0 else None

    def run(program: str, *arguments: str) -> None:
        command = [programs / program, "--pgdata", data, *arguments]
        with (folder / "output").open("w") as output:  # a server that stays would keep a pipe open
            done = subprocess.run(command, user=as_user, cwd=folder, stdout=output, stderr=output, timeout=PATIENCE)
        if done.returncode != 0:
            raise NoPostgres(f"{program} failed: {(folder / 'output').read_text()[-500:]}")

    try:
        run("initdb", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        fsync = "on" if durable else "off"
        options = f"-c listen_addresses='' -c fsync={fsync} -c max_connections=400 -c unix_socket_directories={folder}"
        start = partial(run, "pg_ctl", "start", "--wait", "--log", str(folder / "log"), "--options", options)
        stop = partial(run, "pg_ctl", "stop", "--wait", "--mode=immediate")
        start()
        try:
            address = URL.create("postgresql", username=USER, database=USER, query={"host": str(folder)})
            yield Cluster(address, start, stop)
        finally:
            with suppress(NoPostgres):  # a test may have stopped it already
                stop()
    finally:
        shutil.rmtree(folder)
