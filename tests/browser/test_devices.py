"""Who is signed in where, and what of it stays in a browser."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.doorway import PHONE, Doorway
from tests.browser.screens.participant import Participant
from tests.browser.troubles import NOT_SIGNED_IN
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
    anna.page.wait_for_function(f"({KEPT})().then((kept) => Object.values(kept).every((one) => !one?.length))")

    ben = Participant(anna.context, anna.address, "Ben", f"ben-{anna.username}", anna.troubles)
    ben.create_account()
    ben.expect_in_touch()
    expect(ben.conversations).to_contain_text("No conversations yet.")
    expect(ben.page.get_by_text("Between the two of us")).not_to_be_attached()
    ben.page.get_by_role("button", name="Contacts").first.click()
    expect(ben.page.get_by_role("heading", name="Your contacts")).not_to_be_attached()


def test_signing_out_needs_the_server_and_warns_of_what_waits(enter: Enter, arrive: Arrive) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    anna.start_direct(cleo).send("Sent").expect_status("sent", "delivered")
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    anna.conversation.send("Waiting")
    anna.expect_pending(1)
    _sign_out(anna, asked="1 change has not reached the server yet and would be lost.")
    expect(anna.note("This needs the network.")).to_be_visible()
    anna.page.keyboard.press("Escape")
    anna.conversation.expect_messages("Sent", "Waiting")
    anna.go_online()
    anna.expect_in_touch()


def test_a_device_signed_out_from_elsewhere_returns_to_sign_in(doorway: Doorway) -> None:
    anna = doorway.enter("Anna")
    phone = doorway.enter_again(anna, **PHONE)
    phone.troubles.may_meet(*NOT_SIGNED_IN)
    devices = anna.open_settings("Devices")
    expect(devices.get_by_role("listitem")).to_have_count(2)
    devices.get_by_role("button", name="Sign out").click()
    expect(devices.get_by_role("listitem")).to_have_count(1)
    expect(phone.status).to_contain_text(SIGNED_OUT)
    phone.status.get_by_role("button", name="Sign in").click()
    expect(phone.page.get_by_role("heading", name="Welcome back")).to_be_visible()
    anna.page.keyboard.press("Escape")
    anna.expect_in_touch()


def test_what_waits_outlasts_an_expired_session(enter: Enter, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    here = anna.start_direct(cleo)
    here.send("Before").expect_status("sent", "delivered")
    pond = cleo.direct(elsewhere(anna))

    anna.troubles.may_meet(*NOT_SIGNED_IN)
    anna.go_offline()
    anna.expect_offline()
    here.send("In between").expect_status("sending")
    anna.context.clear_cookies()
    anna.go_online()
    expect(anna.status).to_contain_text(SIGNED_OUT)
    here.message("In between").expect_status("sending")
    anna.expect_pending(1)

    anna.status.get_by_role("button", name="Sign in").click()
    anna.sign_in()
    here.message("In between").expect_status("sent", "delivered")
    anna.expect_in_touch()
    assert _texts(cleo, pond) == ["Before", "In between"]


def test_whoever_signs_in_next_sees_and_sends_nothing_of_the_first(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    """Anna's session ends while something of hers waits, and Ben uses her browser before she comes back."""
    anna, cleo, ben = enter("Anna"), arrive("Cleo"), arrive("Ben")
    here = anna.start_direct(cleo)
    here.send("Before").expect_status("sent", "delivered")
    talk = cleo.direct(elsewhere(anna))
    anna.troubles.may_meet(*NOT_SIGNED_IN)
    anna.go_offline()
    anna.expect_offline()
    here.send("In between").expect_status("sending")
    anna.context.clear_cookies()
    anna.go_online()
    anna.status.get_by_role("button", name="Sign in").click()

    first, anna.username = anna.username, ben.username
    anna.sign_in()
    anna.expect_in_touch()
    expect(anna.conversations).to_contain_text("No conversations yet.")
    assert _texts(cleo, talk) == ["Before"]
    _sign_out(anna)

    anna.username = first
    anna.sign_in()
    anna.expect_in_touch()
    anna.open_conversation("Cleo").message("In between").expect_status("sent", "delivered")
    assert _texts(cleo, talk) == ["Before", "In between"]


def _sign_out(person: Participant, asked: str = "Sign out of this browser?") -> None:
    person.open_settings("Account").get_by_role("button", name="Sign out").click()
    question = person.page.get_by_role("dialog").filter(has_text=asked)
    question.get_by_role("button", name="Sign out").click()


def _kept(page: Page) -> dict[str, Any]:
    kept: dict[str, Any] = page.evaluate(KEPT)
    return kept


def _texts(person: Person, conversation: dict[str, Any]) -> list[str]:
    messages = person.get(f"/messages/{conversation['id']}?limit=100")["messages"]
    return [message["content"] for message in messages if message["role"] == "user"]
