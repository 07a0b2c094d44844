"""How this device stands with the server, in words: what happened, and what to do."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.doorway import PHONE
from tests.browser.troubles import NO_NETWORK, NO_SERVER
from tests.support.live import LiveServer


def test_a_server_that_is_down_is_not_a_missing_network(enter: Enter, server: LiveServer) -> None:
    anna = enter("Anna")
    anna.expect_in_touch()
    anna.expect_ready_for_offline()
    anna.go_offline()
    expect(anna.status).to_contain_text("Offline")
    anna.go_online()
    anna.expect_in_touch()

    anna.troubles.may_meet(*NO_SERVER, *NO_NETWORK)
    server.kill()
    try:
        anna.notice_the_network()
        expect(anna.status).to_contain_text("Server not reachable")
        sync = anna.open_settings("Sync")
        sync.get_by_role("button", name="Sync now").click()
        expect(sync.get_by_text("The server doesn’t answer. Your changes are kept here")).to_be_visible()
    finally:
        server.start()
    sync.get_by_role("button", name="Sync now").click()
    anna.expect_in_touch()


def test_on_a_phone_in_a_conversation_one_learns_that_one_was_signed_out(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna", **PHONE), arrive("Cleo")
    cleo.group("Pond", elsewhere(anna))
    anna.open_conversation("Pond")
    anna.expect_in_touch()
    anna.troubles.may_meet("status of 401", *NO_NETWORK)
    anna.context.clear_cookies()
    anna.go_offline()
    anna.expect_offline()
    anna.go_online()
    button = anna.status.get_by_role("button", name="Sign in")
    expect(button).to_be_in_viewport()
    expect(anna.status).to_contain_text("You have been signed out.")


def test_the_curious_see_what_this_device_holds(enter: Enter, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "A secret frog")
    anna.open_conversation("Pond").expect_messages("A secret frog")
    sync = anna.open_settings("Sync")
    sync.get_by_text("Details").click()
    row = sync.get_by_role("row").filter(has_text=f"c:{pond['id']}")
    expect(row).to_contain_text("1–1")
    cleo.send(pond, "And another")
    expect(row).to_contain_text("1–2")
    expect(sync).not_to_contain_text("secret frog")
    assert violations(anna.page) == []
