"""Who is signed in where, and what of it stays in a browser."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE, Doorway
from tests.browser.screens.participant import Participant
from tests.browser.troubles import NOT_SIGNED_IN
from tests.support.live import LiveServer
from tests.support.people import Person

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
SIGNED_OUT = "You have been signed out."
KEPT = """async () => ({
  databases: (await indexedDB.databases()).map(({name}) => name),
  remembered: Object.keys(localStorage).filter((key) => key !== 'quchat.appearance'),
  pictures: await caches.open('quchat-avatars').then((cache) => cache.keys()).then((all) => all.map(({url}) => url)),
})"""


def test_signing_out_leaves_nothing_in_the_browser(enter: Enter, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    assert cleo.upload("PUT", "/users/me/avatar", PICTURE, "image/png").ok
    cleo.send(cleo.direct(elsewhere(anna)), "Between the two of us")
    anna.expect_ready_for_offline()
    anna.page.reload()
    anna.open_conversation("Cleo").expect_messages("Between the two of us")
    anna.conversation.message("Between the two of us").bar("Add reaction")
    anna.page.get_by_role("dialog", name="Emoji").get_by_role("button", name="grinning face", exact=True).click()
    anna.expect_in_touch()
    before = _kept(anna.page)
    assert before["databases"]
    assert before["remembered"]
    assert before["pictures"], "the picture was never held, so this proves nothing"
    tab = anna.another_tab()
    tab.expect_in_touch()

    anna.troubles.may_meet(*NOT_SIGNED_IN)
    _sign_out(anna)
    anna.page.wait_for_url("**/sign-in?erased=here")
    tab.page.wait_for_url("**/sign-in*")
    _expect_nothing_kept(anna.page)

    ben = Participant(anna.context, anna.address, "Ben", f"ben-{anna.username}", anna.troubles)
    ben.create_account()
    ben.expect_in_touch()
    expect(ben.conversations).to_contain_text("No conversations yet.")
    expect(ben.page.get_by_text("Between the two of us")).not_to_be_attached()
    ben.page.get_by_role("button", name="Contacts").first.click()
    expect(ben.page.get_by_role("heading", name="Your contacts")).not_to_be_attached()


def test_signing_out_without_a_network_erases_at_once_and_ends_the_session_at_the_next_start(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    anna.start_direct(cleo).send("Sent").expect_status("sent", "delivered")
    pond = cleo.direct(elsewhere(anna))
    anna.expect_ready_for_offline()
    tab = anna.another_tab()
    tab.expect_in_touch()
    before = _browsers(elsewhere(anna))
    anna.go_offline()
    anna.expect_offline()
    anna.conversation.send("Waiting")
    anna.expect_pending(1)

    question = _ask_to_sign_out(anna)
    expect(question).to_contain_text("1 change has not reached the server yet and would be lost.")
    question.get_by_role("button", name="Send now").click()
    expect(question).to_contain_text("The server can’t be reached.")
    question.get_by_role("button", name="Cancel").click()
    anna.page.keyboard.press("Escape")
    anna.conversation.expect_messages("Sent", "Waiting")

    question = _ask_to_sign_out(anna)
    assert axe.violations(anna.page) == []
    question.get_by_role("button", name="Sign out").click()
    for page in (anna.page, tab.page):
        expect(page.get_by_role("alert")).to_contain_text("You’re signed out.")
    _expect_nothing_kept(anna.page, but="quchat.leaving")
    anna.page.reload()
    expect(anna.page.get_by_role("alert")).to_contain_text("You’re signed out.")

    anna.go_online()
    anna.troubles.may_meet(*NOT_SIGNED_IN)
    anna.page.get_by_role("button", name="Try again").click()
    expect(anna.page.get_by_role("heading", name="Welcome back")).to_be_visible()
    _expect_nothing_kept(anna.page)
    assert _browsers(elsewhere(anna)) == before - 1
    assert _texts(cleo, pond) == ["Sent"]


def test_a_device_signed_out_from_elsewhere_erases_what_it_holds(doorway: Doorway, arrive: Arrive) -> None:
    """One at once, one that has no network when it comes back."""
    anna, cleo = doorway.enter("Anna"), arrive("Cleo")
    phone, laptop = doorway.enter_again(anna, **PHONE), doorway.enter_again(anna)
    for device in (phone, laptop):
        device.troubles.may_meet(*NOT_SIGNED_IN)
    laptop.start_direct(cleo).send("Sent").expect_status("sent", "delivered")
    laptop.go_offline()
    laptop.expect_offline()
    laptop.conversation.send("Never sent")

    devices = anna.open_settings("Devices")
    expect(devices.get_by_role("listitem")).to_have_count(3)
    own = devices.get_by_role("listitem").filter(has_text="This device")
    own.get_by_role("button", name="Rename").click()
    name = devices.get_by_role("textbox", name="Name of the device")
    name.fill("At the window")
    name.press("Enter")
    expect(own).to_contain_text("At the window")
    for left in (2, 1):
        devices.get_by_role("button", name="Sign out").first.click()
        expect(devices.get_by_role("listitem")).to_have_count(left)

    phone.page.wait_for_url("**/sign-in?erased=elsewhere")
    expect(phone.page.get_by_role("alert")).to_contain_text("signed out here from elsewhere")
    laptop.conversation.expect_messages("Sent", "Never sent")
    laptop.go_online()
    laptop.page.wait_for_url("**/sign-in?erased=elsewhere")
    for device in (phone, laptop):
        _expect_nothing_kept(device.page)
    anna.page.keyboard.press("Escape")
    anna.expect_in_touch()


def test_what_waits_outlasts_an_expired_session(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    """It leaves once somebody has signed in again, in whichever tab."""
    anna, cleo = enter("Anna"), arrive("Cleo")
    here = anna.start_direct(cleo)
    here.send("Before").expect_status("sent", "delivered")
    pond = cleo.direct(elsewhere(anna))
    tab = anna.another_tab()
    tab.expect_in_touch()

    _write_and_lose_the_session(anna, "In between")
    expect(anna.status).to_contain_text(SIGNED_OUT)
    here.message("In between").expect_status("sending")
    anna.expect_pending(1)

    anna.status.get_by_role("button", name="Sign in").click()
    anna.sign_in()
    here.message("In between").expect_status("sent", "delivered")
    for one in (anna, tab):
        one.expect_in_touch()
    tab.open_conversation("Cleo").send("After it").expect_status("sent", "delivered")
    here.expect_messages("Before", "In between", "After it")
    assert _texts(cleo, pond) == ["Before", "In between", "After it"]
    expect_convergence(server, anna, tab)


def test_whoever_signs_in_next_sees_and_sends_nothing_of_the_first(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    """Anna's session ends while something of hers waits, and Ben uses her browser before she comes back."""
    anna, cleo, ben = enter("Anna"), arrive("Cleo"), arrive("Ben")
    here = anna.start_direct(cleo)
    here.send("Before").expect_status("sent", "delivered")
    talk = cleo.direct(elsewhere(anna))
    tab = anna.another_tab()
    tab.expect_in_touch()
    _write_and_lose_the_session(anna, "In between")
    anna.status.get_by_role("button", name="Sign in").click()

    first, anna.username = anna.username, ben.username
    anna.sign_in()
    anna.expect_in_touch()
    for one in (anna, tab):
        expect(one.conversations).to_contain_text("No conversations yet.")
    tab.close()
    assert _texts(cleo, talk) == ["Before"]
    _sign_out(anna)

    anna.username = first
    anna.sign_in()
    anna.expect_in_touch()
    anna.open_conversation("Cleo").message("In between").expect_status("sent", "delivered")
    assert _texts(cleo, talk) == ["Before", "In between"]


def _write_and_lose_the_session(person: Participant, text: str) -> None:
    """Back from a time offline, with something that waits, one is signed in no more."""
    person.troubles.may_meet(*NOT_SIGNED_IN)
    person.go_offline()
    person.expect_offline()
    person.conversation.send(text).expect_status("sending")
    person.context.clear_cookies()
    person.go_online()


def _ask_to_sign_out(person: Participant) -> Locator:
    person.open_settings("Account").get_by_role("button", name="Sign out").click()
    return person.page.get_by_role("dialog", name="Sign out of this browser?")


def _sign_out(person: Participant) -> None:
    _ask_to_sign_out(person).get_by_role("button", name="Sign out").click()


def _browsers(person: Person) -> int:
    return sum(device["kind"] == "browser" for device in person.get("/devices")["devices"])


def _kept(page: Page) -> dict[str, Any]:
    kept: dict[str, Any] = page.evaluate(KEPT)
    return kept


def _expect_nothing_kept(page: Page, but: str = "") -> None:
    """The browser may take a moment to remove what it was told to."""
    kept = _kept(page)
    for _ in range(100):
        kept["remembered"] = [key for key in kept["remembered"] if key != but]
        if not any(kept.values()):
            return
        page.wait_for_timeout(50)
        kept = _kept(page)
    raise AssertionError(f"still there: {kept}")


def _texts(person: Person, conversation: dict[str, Any]) -> list[str]:
    messages = person.get(f"/messages/{conversation['id']}?limit=100")["messages"]
    return [message["content"] for message in messages if message["role"] == "user"]
