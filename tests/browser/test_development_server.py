"""The short story on the server that `make run` starts: threads, Flask's own way to serve; and no bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.doorway import PHONE
from tests.browser.troubles import NO_SERVER
from tests.support import live


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[live.LiveServer]:
    folder = tmp_path_factory.mktemp("server")
    with live.running("threading", folder, program="scripts/run.py", BUNDLE="off") as running:
        yield running


def test_two_people_talk_through_a_restart(enter: Enter, server: live.LiveServer) -> None:
    anna, ben = enter("Anna"), enter("Ben", **PHONE)
    assert anna.page.locator('link[rel=modulepreload][href$="/js/ui/words.js"]').count() == 1
    with_ben = anna.start_direct(ben)
    hello = with_ben.send("Hello Ben")
    hello.expect_status("delivered")
    ben.expect_unread(anna.name, 1)
    with_anna = ben.open_conversation(anna.name)
    hello.expect_status("read")

    with_anna.box.press_sequentially("Hi")
    expect(with_ben.typing).to_have_text(f"{ben.name} is typing")
    with_anna.send("Hi Anna")
    with_ben.expect_messages("Hello Ben", "Hi Anna")

    for person in (anna, ben):
        person.troubles.may_meet(*NO_SERVER)
    server.kill()
    ben.expect_offline()
    anna.expect_offline()
    waiting = with_ben.send("Still there?")
    waiting.expect_status("sending")
    server.start()
    anna.notice_the_network()
    waiting.expect_status("sent", "delivered", "read")
    ben.notice_the_network()
    with_anna.expect_messages("Hello Ben", "Hi Anna", "Still there?")
