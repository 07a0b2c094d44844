"""Fixtures for the server's tests: an application of one's own, people in it, and what it published."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from messaging import create_app
from messaging.accounts import passwords
from messaging.core import publisher
from messaging.core.limits import limiter
from messaging.realtime import gateway
from tests.support import apps, databases, live, network
from tests.support import postgres as postgresql
from tests.support.background import Background
from tests.support.browsers import Browser
from tests.support.contract import contract
from tests.support.engines import DATABASES, POSTGRESQL, SQLITE, left_out
from tests.support.http import InProcess
from tests.support.people import Person, Visitor, arrive
from tests.support.postgres import Postgres
from tests.support.sockets import InProcessSocket, Packet


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=DATABASES, default=SQLITE, help="what the tests' applications keep things in"
    )


def pytest_configure(config: pytest.Config) -> None:
    """A run on PostgreSQL has one server for all its processes: the others find it by its address."""
    config.addinivalue_line("markers", "only_on(database, why): what has no meaning on another database")
    if config.getoption("database") != POSTGRESQL:
        return
    running = postgresql.running()
    try:
        server = running.__enter__()
    except postgresql.NoPostgres as reason:
        raise pytest.UsageError(str(reason)) from None
    os.environ["TEST_DATABASE_URL"] = server.url
    databases.use_everywhere(server)
    config.add_cleanup(lambda: running.__exit__(None, None, None))
    config.add_cleanup(databases.remove_all)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    out = [item for item in items if left_out(item, config.getoption("database"))]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    network.block(monkeypatch)


@pytest.fixture(autouse=True)
def _nothing_goes_wrong_unseen(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What the server survives fails the test: errors that it logs, and packets that break the contract."""
    yield
    broken, contract.broken = contract.broken, []
    assert broken == []
    if "errors_expected" not in request.fixturenames:
        logged = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
        assert [record.getMessage() for record in logged if record.name.startswith("messaging")] == []


@pytest.fixture
def errors_expected() -> None:
    """Ask for this where the server is meant to log an error."""


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """Hashing at its real cost would take longer than all the rest of the suite (messaging/accounts/passwords.py)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def _nothing_happens_later_by_itself() -> Iterator[None]:
    """A server in this process starts no thread, which would ask a database that has gone with its test meanwhile."""
    bind = gateway.bind

    def bind_and_take_over(*arguments: Any, **more: Any) -> None:
        bind(*arguments, **more)
        Background().take_over()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gateway, "bind", bind_and_take_over)
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated, empty database; and the contract, read from the server as anyone would."""
    folder = apps.migrated_template(tmp_path_factory.mktemp("template"))
    app = apps.fresh_app(tmp_path_factory.mktemp("contract"), folder)
    contract.load(InProcess(app).send("GET", "/api/v1/openapi.json", {}, b"").json)
    apps.close(app)
    return folder


PEOPLE = {"admin": "admin", "ada": "Ada", "bob": "Bob", "cleo": "Cleo"}
"""The fixtures that are people, and their display names. The first account on a server is its administrator."""


@pytest.fixture(scope="session")
def inhabited(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder with a database in which these people have registered; and what signing in gave each of them."""
    folder = tmp_path_factory.mktemp("inhabited")
    app = apps.fresh_app(folder, template)
    arrived = {name: arrive(InProcess(app), None, name, display_name=shown) for name, shown in PEOPLE.items()}
    apps.close(app)
    return folder, {name: person.signed_in for name, person in arrived.items()}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server; without one, the test is skipped."""
    try:
        with postgresql.running() as server:
            yield server
    except postgresql.NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def inhabited_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """As `inhabited`, on PostgreSQL: the name of the database to copy, and what signing in gave."""
    name = postgres.new_database()
    app = create_app(apps.config_for(tmp_path_factory.mktemp("postgres"), database_url=postgres.url_of(name)))
    arrived = {each: arrive(InProcess(app), None, each, display_name=shown) for each, shown in PEOPLE.items()}
    apps.close(app)
    yield name, {each: person.signed_in for each, person in arrived.items()}
    postgres.drop(name)


@pytest.fixture
def background() -> Background:
    """Time for what the server does later; `background.advance(1)` lets a second pass."""
    return Background()


@pytest.fixture
def make_app(tmp_path: Path, template: Path, background: Background) -> Iterator[Callable[..., Flask]]:
    """`make_app(registration="invite")`: an application with other settings. Only the last one made is alive."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        made.append(apps.fresh_app(tmp_path / f"data{len(made)}", template, background, **changes))
        return made[-1]

    yield make
    for app in made:
        apps.close(app)
        databases.remove(app.config["DATA_DIR"])


@pytest.fixture(scope="session")
def kept_app(tmp_path_factory: pytest.TempPathFactory) -> apps.KeptApp:
    return apps.KeptApp(lambda: tmp_path_factory.mktemp("app"))


@pytest.fixture
def app(
    kept_app: apps.KeptApp,
    request: pytest.FixtureRequest,
    template: Path,
    inhabited: tuple[Path, Any],
    background: Background,
) -> Iterator[Flask]:
    """An application as if it were fresh: empty, or with all four people in it when the test asks for any of them.

    With `on_both_engines` (tests/support/engines.py) the test runs on PostgreSQL as well.
    """
    if getattr(request, "param", SQLITE) == POSTGRESQL != request.config.getoption("database"):
        yield from _app_on_postgres(request, background)
        return
    anybody = PEOPLE.keys() & set(request.fixturenames)
    app = kept_app.on(inhabited[0] if anybody else template, background)
    yield app
    apps.close(app)


BESIDES = "on-postgresql-besides"
"""Name of the data folder of an application that is on PostgreSQL though the run is not."""


def _app_on_postgres(request: pytest.FixtureRequest, background: Background) -> Iterator[Flask]:
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.new_database(request.getfixturevalue("inhabited_postgres")[0])
    folder: Path = request.getfixturevalue("tmp_path") / BESIDES
    folder.mkdir()
    app = create_app(apps.config_for(folder, database_url=postgres.url_of(name), auto_migrate=False))
    background.take_over()
    yield app
    apps.close(app)
    postgres.drop(name)


@pytest.fixture
def connect(app: Flask, background: Background) -> Iterator[Callable[..., InProcessSocket]]:
    """`connect(auth=…, headers=…)`: a socket within this process."""
    sockets: list[InProcessSocket] = []

    def connect_one(auth: Any = None, headers: dict[str, str] | None = None) -> InProcessSocket:
        sockets.append(InProcessSocket(app, background, auth, headers))
        return sockets[-1]

    yield connect_one
    for socket in sockets:
        socket.disconnect()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(InProcess(app))


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that nobody has signed in with yet."""
    return Browser(InProcess(app))


@pytest.fixture
def admin_browser(app: Flask, admin: Person) -> Browser:
    """A browser in which the administrator has signed in just now."""
    browser = Browser(InProcess(app))
    browser.sign_in("admin")
    return browser


@pytest.fixture
def person(app: Flask, connect: Callable[..., InProcessSocket]) -> Callable[..., Person]:
    """`person("dora")`: somebody new. The first one on a server is its administrator."""
    return lambda username, **more: arrive(InProcess(app), connect, username, **more)


@pytest.fixture
def resident(
    app: Flask,
    connect: Callable[..., InProcessSocket],
    inhabited: tuple[Path, dict[str, Any]],
    request: pytest.FixtureRequest,
) -> Callable[[str], Person]:
    """`resident("ada")`: one of those who are there already."""
    besides = app.extensions["config"].data_dir.name == BESIDES
    signed_in = (request.getfixturevalue("inhabited_postgres") if besides else inhabited)[1]
    return lambda name: Person(InProcess(app), connect, signed_in[name])


@pytest.fixture
def admin(resident: Callable[[str], Person]) -> Person:
    """The administrator: the first account there is."""
    return resident("admin")


@pytest.fixture
def ada(resident: Callable[[str], Person]) -> Person:
    return resident("ada")


@pytest.fixture
def bob(resident: Callable[[str], Person]) -> Person:
    return resident("bob")


@pytest.fixture
def cleo(resident: Callable[[str], Person]) -> Person:
    return resident("cleo")


@pytest.fixture
def limits(app: Flask) -> Iterator[None]:
    """Rate limits as they are in earnest."""
    limiter.enabled = True
    yield
    limiter.enabled = False


@pytest.fixture
def published(app: Flask) -> Iterator[list[Packet]]:
    """Every `changes` packet that leaves from now on, in order, checked."""
    packets: list[Packet] = []

    def take(packet: Packet) -> None:
        contract.note_packet("changes", packet)
        packets.append(packet)

    end = publisher.listen(take)
    yield packets
    end()


LiveServers = Callable[..., AbstractContextManager[live.LiveServer]]


@pytest.fixture
def live_server(tmp_path: Path, template: Path) -> LiveServers:
    """`with live_server("eventlet") as server:` – a whole server in a process of its own."""
    return partial(_running, tmp_path)


def _running(tmp_path: Path, engine: live.Engine, **environment: str) -> AbstractContextManager[live.LiveServer]:
    return live.running(engine, tmp_path / "live", **environment)
