"""The administration in a browser: every page by eye, by axe and narrow; a class from a list; shutting somebody out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere
from tests.browser.doorway import DESKTOP, PHONE, RESULTS, Doorway
from tests.browser.screens.participant import Participant
from tests.support.files import picture, sent
from tests.support.people import Person
from tests.support.reports import report

pytestmark = pytest.mark.usefixtures("peace")

FURTHER = ("/people/new", "/people/import", "/reports?state=all")
"""Pages that the navigation does not name."""
NAMING = str.maketrans("/?=", "---")
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
FOLDER = RESULTS / "screenshots"
NARROWEST = {"width": 320, "height": 720}
ROSTER = "name\nDora Klein\nEva Groß\nAnna,\n"
TOO_SMALL = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((control) => control.checkVisibility() && control.type !== 'hidden')
  .filter((control) => !control.closest('p, td, li, .choice, .visually-hidden'))
  .map((control) => [control.getBoundingClientRect(), control.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width > 1 && box.height > 1 && (box.height < 23.5 || box.width < 23.5))
  .map(([, html]) => html)"""


@pytest.fixture(scope="module")
def principal(household: Doorway) -> Participant:
    """The first account: the administrator."""
    return household.enter("Grace Hopper")


@pytest.fixture(scope="module")
def school(principal: Participant, arrive: Arrive, elsewhere: Elsewhere) -> Person:
    """People and groups with something in them."""
    anna, jonas = arrive("Anna Lindqvist"), arrive("Jonas Weber")
    team = anna.group("Biology 10b", jonas)
    anna.send(team, "Look", file_ids=[sent(anna, picture(), "leaf.png")["id"]])
    anna.group("The chess club that meets on every second Thursday after school in the old library", jonas)
    grace = elsewhere(principal)
    for name in ("Mei Tanaka", "عمر الخطيب", "Pieter-Jan van den Bogaardenwaterschapsheuvel"):
        arrive(name)
    grace.post("/admin/users", {"username": "robot", "is_bot": True})
    report(jonas, anna.send(team, "You are a toad"), "He says that every day " * 6)
    report(anna, jonas.send(jonas.direct(anna), LONG_WORD), "تعليق")
    decided = report(jonas, anna.send(team, "And a newt"))
    grace.patch(f"/reports/{decided}", {"resolution": "dismissed"})
    grace.patch(f"/admin/users/{jonas.id}", {"ban_reason": "Spam in the lobby"})
    grace.patch(f"/admin/users/{arrive('Leo').id}", {"deactivated": True})
    grace.post("/admin/backups")
    grace.post("/invites", {"uses": 3})
    return anna


def _go(page: Page, address: str, person: Participant) -> None:
    page.goto(f"{person.address}/admin{address}")


def test_the_first_account_finds_its_way_here(principal: Participant) -> None:
    page = principal.page
    page.get_by_role("contentinfo").get_by_role("link", name="Administration").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, Grace Hopper")
    page.get_by_role("link", name="Back to QuChat").click()
    principal.expect_in_touch()


def test_only_administrators_are_offered_links_for_everybody(principal: Participant, household: Doorway) -> None:
    make = principal.open_settings("Invites").get_by_role("button", name="Make invite link")
    expect(make).to_be_visible()
    principal.page.keyboard.press("Escape")
    settings = household.enter("Mia").open_settings("Invites")
    expect(settings).to_contain_text("Invite people into your groups")
    expect(settings.get_by_role("button", name="Make invite link")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_sound(scheme: str, principal: Participant, school: Person) -> None:
    page = principal.page
    page.emulate_media(color_scheme=scheme)
    found = {}
    try:
        for address in (*_parts(principal), *FURTHER, f"/people/{school.id}", _group(principal)):
            _go(page, address, principal)
            name = re.sub(r"[0-9a-f-]{36}", "one", address).strip("/").translate(NAMING) or "overview"
            for device, options in (("desktop", DESKTOP), ("phone", PHONE)):
                page.set_viewport_size(options["viewport"])
                page.screenshot(path=FOLDER / f"{device}-{scheme}-admin-{name}.png", full_page=True)
                if wrong := axe.violations(page):
                    found[f"{name} on a {device}"] = wrong
            page.set_viewport_size(NARROWEST)
            if page.evaluate("document.scrollingElement.scrollWidth") > NARROWEST["width"]:
                found[f"{name} at 320 px"] = "scrolls sideways"
            if small := page.evaluate(TOO_SMALL):
                found[f"{name}, targets"] = small
    finally:
        page.set_viewport_size(DESKTOP["viewport"])
    assert not found, "\n".join(f"{screen}: {what}" for screen, what in found.items())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_deciding_a_report_is_sound_with_everything_unfolded(
    scheme: str, principal: Participant, school: Person
) -> None:
    page = principal.page
    page.emulate_media(color_scheme=scheme)
    try:
        _go(page, "/reports", principal)
        expect(page.get_by_role("article")).to_have_count(2)
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=FOLDER / f"{width}-{scheme}-admin-reports-unfolded.png", full_page=True)
            assert axe.violations(page) == []
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width
            assert page.evaluate(TOO_SMALL) == []
    finally:
        page.set_viewport_size(DESKTOP["viewport"])


def _parts(person: Participant) -> list[str]:
    """All that the navigation names, whoever added it."""
    _go(person.page, "", person)
    links = person.page.get_by_role("navigation", name="Administration").locator('a[href^="/admin"]').all()
    return [(link.get_attribute("href") or "").removeprefix("/admin") for link in links]


def _group(person: Participant) -> str:
    _go(person.page, "/conversations", person)
    return person.page.get_by_role("link", name="Biology 10b").get_attribute("href").removeprefix("/admin")


def test_the_menu_of_a_phone_opens_by_keyboard(principal: Participant) -> None:
    page = principal.page
    page.set_viewport_size(PHONE["viewport"])
    _go(page, "/people", principal)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Audit log")).to_be_visible()
    page.set_viewport_size(DESKTOP["viewport"])


def test_a_class_from_a_list_signs_in_with_its_cards(
    principal: Participant, school: Person, household: Doorway
) -> None:
    page = principal.page
    _go(page, "/people/import", principal)
    page.get_by_label("Or paste it").fill(ROSTER)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 accounts to make")
    page.get_by_label("A new group with all of them").fill("Class 7b")
    page.get_by_role("button", name="Make 3 accounts").click()
    cards = page.get_by_role("main").get_by_role("listitem")
    expect(cards).to_have_count(3)
    page.screenshot(path=FOLDER / "desktop-light-admin-cards.png", full_page=True)
    page.emulate_media(media="print")
    page.screenshot(path=FOLDER / "print-admin-cards.png", full_page=True)
    page.emulate_media(media="screen")
    code = re.search(r"\b\w{4}(-\w{4}){3}\b", cards.filter(has_text="Eva Groß").inner_text())[0]

    eva = household.enter("Eva", account=False, **PHONE)
    eva.open("/sign-in")
    eva.page.get_by_role("link", name="Type its code").click()
    eva.page.get_by_label("The code on your card").fill(code.lower().replace("-", " "))
    eva.page.get_by_role("button", name="Go on").click()
    expect(eva.page.get_by_role("heading", level=1)).to_have_text("Hello, Eva Groß")
    assert axe.violations(eva.page) == []
    eva.page.screenshot(path=FOLDER / "phone-light-welcome.png")
    eva.page.get_by_role("button", name="Sign in").click()
    eva.expect_in_touch()
    expect(eva.page.get_by_text("Class 7b")).to_be_visible()


def test_who_is_shut_out_is_out_at_once(principal: Participant, household: Doorway) -> None:
    mallory = household.enter("Mallory")
    mallory.troubles.may_meet("status of 401", "status of 403", "WebSocket", "Failed to fetch", "net::")
    page = principal.page
    _go(page, f"/people?q={mallory.username}", principal)
    page.get_by_role("link", name="Mallory").click()
    page.locator("summary", has_text="Shut out").click()
    page.get_by_label("Reason").fill("Spam in the lobby")
    page.get_by_role("button", name="Shut out").click()
    expect(page.get_by_role("status")).to_contain_text("Mallory is shut out")
    expect(mallory.page).to_have_url(re.compile("/sign-in"))
    expect(mallory.page.get_by_role("alert")).to_contain_text("erased")
    mallory.sign_in()
    expect(mallory.page.get_by_role("alert")).to_contain_text("Spam in the lobby")
