"""Pictures of the main screens, on a desktop and on a phone, in light and in dark, for a person to look at.

They are written to test-results/screenshots/; scripts/screenshots.py makes those of the README out of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.classroom import ANSWER, GROUP, TABLE, Classroom
from tests.browser.doorway import PHONE, RESULTS, Doorway
from tests.browser.screens.dialogs import opened, openers
from tests.browser.screens.participant import Participant
from tests.browser.screens.search import Search
from tests.support.live import LiveServer, RawSocket
from tests.support.people import Person, acknowledged, op

pytestmark = [pytest.mark.usefixtures("peace"), pytest.mark.parametrize("scheme", ["light", "dark"])]
FOLDER = RESULTS / "screenshots"


class Camera:
    """Takes pictures with the same light."""

    def __init__(self, device: str, scheme: str, person: Participant) -> None:
        self._prefix = f"{device}-{scheme}"
        self._page = person.page
        self._page.emulate_media(color_scheme=scheme)

    def shoot(self, screen: str) -> None:
        self._page.screenshot(path=FOLDER / f"{self._prefix}-{screen}.png", animations="disabled", caret="hide")


@pytest.fixture(scope="module")
def classroom(server: LiveServer) -> Classroom:
    def arrive(name: str) -> Person:
        return server.arrive(name.lower().replace(" ", "."), display_name=name)

    classroom = Classroom(arrive("Anna Lindqvist"), arrive)
    for person in (classroom.teacher, classroom.jonas, classroom.mei):
        person.push(op("receipt", "set", classroom.group["id"], fields={"read_ordinal": 9}))
    _spread_over_a_morning(server)
    return classroom


@pytest.fixture(scope="module")
def company(classroom: Classroom) -> list[RawSocket]:
    """Two others are there, and Mei writes something."""
    jonas, mei = classroom.jonas.connect(), classroom.mei.connect()
    acknowledged(mei.call("join_chat", {"conversation_id": classroom.group["id"]}))
    return [jonas, mei]


@pytest.fixture(scope="module")
def desktop(household: Doorway, classroom: Classroom, company: list[RawSocket]) -> Participant:
    return _sign_in(household, classroom)


@pytest.fixture(scope="module")
def phone(household: Doorway, classroom: Classroom, company: list[RawSocket]) -> Participant:
    return _sign_in(household, classroom, **PHONE, device_scale_factor=2)


@pytest.fixture
def _online_again(desktop: Participant, phone: Participant) -> Iterator[None]:
    yield
    for person in (desktop, phone):
        person.go_online()
        person.expect_in_touch()


def test_pages_before_one_is_signed_in(scheme: str, household: Doorway) -> None:
    visitor = household.enter("Vera", account=False)
    for device, size in (("desktop", (1280, 800)), ("phone", (390, 844))):
        visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
        camera = Camera(device, scheme, visitor)
        for path in ("sign-in", "register"):
            visitor.open(f"/{path}")
            camera.shoot(path)


def test_a_desktop(scheme: str, desktop: Participant, classroom: Classroom, company: list[RawSocket]) -> None:
    camera = Camera("desktop", scheme, desktop)
    desktop.page.get_by_role("link", name="QuChat").click()
    expect(desktop.page.get_by_role("heading", name="Nothing is open")).to_be_visible()
    camera.shoot("nothing-open")
    _open_group(desktop, company[1], classroom)
    camera.shoot("conversation")
    here = desktop.conversation
    here.message(ANSWER).article.hover()
    here.message(ANSWER).bar("More actions")
    expect(desktop.page.get_by_role("menu")).to_be_visible()
    camera.shoot("message-menu")
    desktop.page.keyboard.press("Escape")
    here.pane.get_by_role("button", name="Emoji").click()
    expect(desktop.page.get_by_role("dialog", name="Emoji").get_by_role("button").nth(12)).to_be_visible()
    camera.shoot("emoji")
    desktop.page.keyboard.press("Escape")
    for name, opener in openers(desktop).items():
        with opened(desktop, name, opener):
            camera.shoot(_file_name(name))
    with opened(desktop, "Settings", desktop.open_settings):
        camera.shoot("settings")
        desktop.page.get_by_role("tab", name="Appearance").click()
        camera.shoot("settings-appearance")
    desktop.open_conversation("Jonas Weber")
    camera.shoot("direct")
    _search(desktop)
    camera.shoot("search")
    desktop.page.keyboard.press("Escape")


def test_a_phone(scheme: str, phone: Participant, classroom: Classroom, company: list[RawSocket]) -> None:
    camera = Camera("phone", scheme, phone)
    phone.to_list()
    expect(phone.item(GROUP)).to_be_visible()
    camera.shoot("list")
    _search(phone)
    camera.shoot("search")
    phone.page.keyboard.press("Escape")
    with opened(phone, "New conversation", openers(phone)["New conversation"]):
        camera.shoot("new-conversation")
    with opened(phone, "Settings", phone.open_settings):
        camera.shoot("settings")
    _open_group(phone, company[1], classroom)
    camera.shoot("conversation")
    phone.hold(phone.conversation.message(ANSWER).article)
    expect(phone.page.get_by_role("menu")).to_be_visible()
    camera.shoot("message-menu")
    phone.page.keyboard.press("Escape")
    with opened(phone, "Members", openers(phone)["Members"]):
        camera.shoot("members")


@pytest.mark.usefixtures("_online_again")
def test_without_a_network(scheme: str, desktop: Participant, phone: Participant) -> None:
    for device, person in (("desktop", desktop), ("phone", phone)):
        camera = Camera(device, scheme, person)
        person.open_conversation(GROUP)
        person.go_offline()
        person.expect_offline()
        waiting = person.conversation.send("Ten past nine, the sun was out")
        expect(person.conversation.pane.get_by_text("You’re offline.")).to_be_visible()
        camera.shoot("offline")
        waiting.menu("Delete")
        person.note("Message deleted").get_by_role("button", name="Dismiss").click()


def _sign_in(household: Doorway, classroom: Classroom, **options: Any) -> Participant:
    person = household.enter("Anna", classroom.anna.username, account=False, **options)
    person.open("/sign-in")
    person.sign_in()
    person.expect_in_touch()
    return person


def _search(person: Participant) -> None:
    search = Search(person.page).for_("table")
    expect(search.hit(TABLE)).to_be_visible()


def _open_group(person: Participant, mei: RawSocket, classroom: Classroom) -> None:
    here = person.open_conversation(GROUP)
    expect(here.message(ANSWER).article).to_be_visible()
    expect(here.log.locator("code[data-highlighted=yes]")).to_be_attached()
    acknowledged(mei.call("typing", {"conversation_id": classroom.group["id"], "active": True}))
    expect(here.typing).to_contain_text("Mei Tanaka is typing")


def _file_name(name: str) -> str:
    return name.lower().replace(" ", "-").replace("?", "")


def _spread_over_a_morning(server: LiveServer) -> None:
    """Said within a second by a test, it shall look like said within half an hour by a class."""
    begin = datetime.now(UTC).replace(hour=8, minute=2, second=0, microsecond=0)
    with closing(sqlite3.connect(server.data_dir / "messaging_app.db")) as database, database:
        ids = [row[0] for row in database.execute("SELECT id FROM message ORDER BY created_at, ordinal")]
        for number, message_id in enumerate(ids):
            at = (begin + timedelta(minutes=2 * number)).strftime("%Y-%m-%d %H:%M:%S.%f")
            database.execute("UPDATE message SET created_at = ? WHERE id = ?", (at, message_id))
            database.execute("UPDATE conversation SET last_message_at = ? WHERE last_message_id = ?", (at, message_id))
