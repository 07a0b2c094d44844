"""Fixtures: one browser for all tests, a server for each module, a browser context for each person."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.chromium import launch
from tests.browser.doorway import PATIENCE, Doorway, username_for
from tests.browser.screens.participant import Participant
from tests.support import live
from tests.support.people import Person, sign_in

FAILED = pytest.StashKey[bool]()
Enter = Callable[..., Participant]
Arrive = Callable[[str], Person]
Elsewhere = Callable[[Participant], Person]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[live.LiveServer]:
    """The server of a module, on eventlet as in production."""
    with live.running("eventlet", tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def doorway(chromium: Browser, server: live.LiveServer, request: pytest.FixtureRequest) -> Iterator[Doorway]:
    door = Doorway(chromium, server.url)
    yield door
    try:
        _look_around(door, request)
    finally:
        door.close()


@pytest.fixture
def enter(doorway: Doorway) -> Enter:
    """`enter("Anna", **PHONE)`: somebody in front of a browser. Trouble that nobody expected fails the test."""
    return doorway.enter


@pytest.fixture(scope="module")
def household(chromium: Browser, server: live.LiveServer) -> Iterator[Doorway]:
    """The way in for people who stay for all tests of a module."""
    door = Doorway(chromium, server.url)
    yield door
    door.close()


@pytest.fixture
def peace(household: Doorway, request: pytest.FixtureRequest) -> Iterator[None]:
    """For modules with a household: trouble fails the test in which it was met."""
    yield
    _look_around(household, request)


@pytest.fixture(scope="module")
def arrive(server: live.LiveServer) -> Arrive:
    """`arrive("Cleo")`: somebody without a window, through the API."""
    return lambda name: server.arrive(username_for(name), display_name=name)


@pytest.fixture(scope="module")
def elsewhere(server: live.LiveServer) -> Elsewhere:
    """`elsewhere(anna)`: the same person through the API, on a device of their own."""

    return partial(elsewhere_of, server)


def elsewhere_of(server: live.LiveServer, participant: Participant) -> Person:
    """Somebody in front of a window, as the API sees them."""
    http = server.http()
    return Person(http, server.connect, sign_in(http, participant.username).json)


def _look_around(door: Doorway, request: pytest.FixtureRequest) -> None:
    if request.node.stash.get(FAILED, False):
        door.take_pictures(request.node.name)
    door.expect_no_trouble()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tells the fixtures whether the test failed."""
    report = yield
    item.stash[FAILED] = report.failed
    return report
