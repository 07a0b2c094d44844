"""axe finds nothing, on any screen, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.classroom import ANSWER, GROUP, Classroom
from tests.browser.conftest import Arrive, Elsewhere
from tests.browser.doorway import PHONE, Doorway
from tests.browser.screens.dialogs import SECTIONS, opened, openers
from tests.browser.screens.participant import Participant

pytestmark = [pytest.mark.usefixtures("peace"), pytest.mark.parametrize("scheme", ["light", "dark"])]


class Inspector:
    """Looks at one screen after the other, and remembers what is wrong with which."""

    def __init__(self, scheme: str) -> None:
        self._scheme = scheme
        self.found: dict[str, object] = {}

    def look(self, person: Participant, screen: str) -> None:
        person.page.emulate_media(color_scheme=self._scheme)
        if violations := axe.violations(person.page):
            self.found[screen] = violations


@pytest.fixture
def inspector(scheme: str) -> Iterator[Inspector]:
    inspector = Inspector(scheme)
    yield inspector
    assert inspector.found == {}


@pytest.fixture(scope="module")
def visitor(household: Doorway) -> Participant:
    return household.enter("Vera", account=False)


@pytest.fixture(scope="module")
def anna(household: Doorway, elsewhere: Elsewhere, arrive: Arrive) -> Participant:
    anna = household.enter("Anna Lindqvist")
    Classroom(elsewhere(anna), arrive)
    return anna


@pytest.fixture(scope="module")
def phone(household: Doorway, anna: Participant) -> Participant:
    """Anna's, too."""
    return household.enter_again(anna, **PHONE)


def test_before_one_is_signed_in(
    inspector: Inspector, visitor: Participant, anna: Participant, elsewhere: Elsewhere
) -> None:
    invite = elsewhere(anna).post("/invites", {})["invite"]
    visitor.troubles.may_meet("status of 40[14]", "status of 422")
    for path in ("/sign-in", "/register", f"/invite/{invite['token']}", "/nowhere"):
        visitor.open(path)
        inspector.look(visitor, path)
    visitor.open("/sign-in")
    visitor.username = "nobody"
    visitor.sign_in()
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    inspector.look(visitor, "sign-in refused")
    visitor.open("/register")
    visitor.username = anna.username
    visitor.fill_in_registration()
    expect(visitor.page.get_by_role("textbox", name="Username")).to_have_attribute("aria-invalid", "true")
    inspector.look(visitor, "registration refused")


def test_the_empty_application(inspector: Inspector, household: Doorway) -> None:
    nora = household.enter("Nora")
    expect(nora.page.get_by_role("heading", name="Welcome, Nora")).to_be_visible()
    inspector.look(nora, "empty")
    with opened(nora, "Contacts", lambda: nora.page.get_by_role("button", name="Contacts").first.click()):
        inspector.look(nora, "no contacts")
    nora.go_offline()
    nora.expect_offline()
    inspector.look(nora, "empty and offline")


def test_a_conversation(inspector: Inspector, anna: Participant) -> None:
    here = anna.open_conversation(GROUP)
    expect(here.message(ANSWER).article).to_be_visible()
    expect(here.log.locator("code[data-highlighted=yes]")).to_be_visible()
    inspector.look(anna, "conversation")
    here.message(ANSWER).article.hover()
    inspector.look(anna, "message with its bar")
    here.message(ANSWER).bar("Reply")
    inspector.look(anna, "reply")
    anna.page.get_by_role("button", name="Cancel reply").click()
    here.message(ANSWER).article.press("Enter")
    inspector.look(anna, "menu of a message")
    anna.page.keyboard.press("Escape")
    anna.page.get_by_role("button", name="Emoji").click()
    expect(anna.page.get_by_role("dialog", name="Emoji").get_by_role("button").first).to_be_visible()
    inspector.look(anna, "emoji")
    anna.page.keyboard.press("Escape")
    anna.page.get_by_role("searchbox", name="Search").fill("a")
    inspector.look(anna, "search")
    anna.page.get_by_role("searchbox", name="Search").fill("")
    anna.open_conversation("Announcements")
    inspector.look(anna, "announcements")


def test_dialogs(inspector: Inspector, anna: Participant) -> None:
    here = anna.open_conversation(GROUP)
    expect(here.message(ANSWER).article).to_be_visible()
    for name, opener in openers(anna).items():
        with opened(anna, name, opener):
            inspector.look(anna, name)
    with opened(anna, "Settings", anna.open_settings):
        for section in SECTIONS:
            anna.page.get_by_role("tab", name=section).click()
            inspector.look(anna, f"settings, {section}")


def test_a_phone(inspector: Inspector, phone: Participant) -> None:
    expect(phone.item(GROUP)).to_be_visible()
    inspector.look(phone, "list")
    phone.open_conversation(GROUP)
    expect(phone.conversation.message(ANSWER).article).to_be_visible()
    inspector.look(phone, "conversation")
    with opened(phone, "Members", phone.conversation.open_members):
        inspector.look(phone, "members")
    phone.back_to_list()
    with opened(phone, "Settings", phone.open_settings):
        inspector.look(phone, "settings")
