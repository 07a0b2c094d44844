"""Fixtures: one browser for all tests, a server for each module, a browser context for each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser.chromium import launch
from tests.browser.screens.participant import Participant
from tests.browser.troubles import Troubles
from tests.support import live
from tests.support.people import PASSWORD

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
Enter = Callable[..., Participant]

expect.set_options(timeout=live.PATIENCE * 1000)


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


@pytest.fixture(scope="module")
def usernames() -> Iterator[int]:
    """Numbers that keep usernames of one server apart."""
    return count(1)


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`window(**PHONE)`: a browser context, closed at the end."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        settings = {**DESKTOP, "locale": "en-GB", "timezone_id": "Europe/Berlin", **options}
        opened.append(chromium.new_context(**settings))
        opened[-1].set_default_timeout(live.PATIENCE * 1000)
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def enter(window: Callable[..., BrowserContext], server: live.LiveServer, usernames: Iterator[int]) -> Iterator[Enter]:
    """`enter("Anna", **PHONE)`: somebody with an account and a window open. Unexpected trouble in it fails the test."""
    people: list[Participant] = []

    def come(name: str, *, account: bool = True, address: str | None = None, **options: Any) -> Participant:
        context = window(**options)
        at = address or server.url
        username = f"{name.split()[0].lower()}-{next(usernames)}"
        person = Participant(context, at, name, username, Troubles(context, at))
        people.append(person)
        if account:
            form = {"username": username, "password": PASSWORD, "display_name": name}
            assert context.request.post(f"{at}/api/v1/auth/register", data=form).ok
            person.open()
            person.expect_in_touch()
        return person

    yield come
    met = {person.username: person.troubles.unexpected() for person in people}
    assert not any(met.values()), met
