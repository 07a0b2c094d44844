"""Lets people in, each with a browser context of their own, and knows of all trouble they meet."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from config import ROOT
from tests.browser.screens.participant import Participant
from tests.browser.troubles import Troubles

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
PATIENCE = 20_000
"""Milliseconds until something that should be on the screen counts as not coming; nothing waits that long otherwise."""
RESULTS = ROOT / "test-results"

_numbers = count(1)


def username_for(name: str) -> str:
    """Never the same one twice."""
    first = name.split()[0].lower()
    return f"{first if first.isascii() else 'somebody'}-{next(_numbers)}"


class Doorway:
    """The way into one server."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self._chromium = chromium
        self._address = address
        self._people: list[Participant] = []

    def enter(
        self,
        name: str,
        username: str | None = None,
        *,
        account: bool = True,
        address: str | None = None,
        **options: Any,
    ) -> Participant:
        """Somebody in front of a new browser: with a new account and signed in, or without one yet."""
        at = address or self._address
        settings = {**DESKTOP, "locale": "en-GB", "timezone_id": "Europe/Berlin", **options}
        context = self._chromium.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        person = Participant(context, at, name, username or username_for(name), Troubles(context))
        self._people.append(person)
        if account:
            person.create_account()
            person.expect_in_touch()
        return person

    def enter_again(self, person: Participant, **options: Any) -> Participant:
        """The same person, signed in on another device."""
        again = self.enter(person.name, person.username, account=False, **options)
        again.open("/sign-in")
        again.sign_in()
        again.expect_in_touch()
        return again

    def expect_no_trouble(self) -> None:
        """Nobody has met anything that the test did not say."""
        met = {person.username: person.troubles.unexpected() for person in self._people}
        assert not any(met.values()), met

    def take_pictures(self, test: str) -> None:
        """What everybody saw when a test failed."""
        folder = RESULTS / "failures"
        folder.mkdir(parents=True, exist_ok=True)
        for person in self._people:
            if not person.page.is_closed():
                person.page.screenshot(path=_file(folder, f"{test}-{person.username}"))

    def close(self) -> None:
        for person in self._people:
            # What a route still does fails nobody any more. It is not waited for: some are meant never to answer.
            for page in person.context.pages:
                page.unroute_all(behavior="ignoreErrors")
                page.close()
            person.context.close()


def _file(folder: Path, name: str) -> Path:
    return folder / ("".join(sign if sign.isalnum() else "-" for sign in name) + ".png")
