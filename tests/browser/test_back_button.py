"""Away to another page and back: the browser keeps ours as it was, and it catches up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser.chromium import launch
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.support.live import LiveServer

KEPT_FROM = """() => {
  globalThis.isTheSame = true;
  addEventListener('pageshow', ({persisted}) => (globalThis.wasKept = persisted));
}"""
WHY_NOT = "() => JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)"


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Playwright switches off what this is about."""
    browser = launch(playwright, ignore_default_args=["--disable-back-forward-cache"])
    yield browser
    browser.close()


def test_the_back_button_brings_the_page_back_as_it_was_and_nothing_is_missed(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    anna.troubles.may_meet("favicon.ico")  # of the page that is no page of ours
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    here.send("Before").expect_status("sent", "delivered")
    here.box.fill("Half a thou")
    anna.page.evaluate(KEPT_FROM)

    anna.page.goto(f"{server.url}/health")
    cleo.send(pond, "Meanwhile")
    anna.page.evaluate("history.back()")
    here.expect_messages("Before", "Meanwhile")
    assert anna.page.evaluate("globalThis.isTheSame && globalThis.wasKept"), anna.page.evaluate(WHY_NOT)
    here.box.press_sequentially("ght")
    here.send_button.click()
    here.message("Half a thought").expect_status("sent", "delivered")
    anna.expect_in_touch()
    expect_convergence(server, anna)
