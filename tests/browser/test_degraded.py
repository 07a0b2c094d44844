"""The server can do less than usual: people are told in words, go on talking as far as that goes, and lose nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from messaging.core.service import begin_maintenance, end_maintenance
from tests.browser.axe import violations
from tests.browser.conftest import Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE, RESULTS
from tests.browser.screens.participant import Participant
from tests.browser.second_release import change_to
from tests.browser.troubles import NO_SERVER
from tests.support.live import LiveServer

FOLDER = RESULTS / "screenshots"
REFUSED = ("status of 503", *NO_SERVER)


@contextmanager
def held_by_another_program(server: LiveServer) -> Iterator[None]:
    """For the length of a block nobody else can write into the database."""
    with closing(sqlite3.connect(server.data_dir / "messaging_app.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def take_pictures(person: Participant, screen: str) -> None:
    """For somebody to look at."""
    width = (person.page.viewport_size or {}).get("width", 0)
    for scheme in ("light", "dark"):
        person.page.emulate_media(color_scheme=scheme)
        path = FOLDER / f"{'phone' if width < 768 else 'desktop'}-{scheme}-{screen}.png"
        person.page.screenshot(path=path, animations="disabled", caret="hide")
    person.page.emulate_media(color_scheme="light")


def unsaved(person: Participant) -> Locator:
    return person.conversation.log.locator("[data-unsaved]")


def test_while_nothing_can_be_saved_people_go_on_talking(
    enter: Enter, server: LiveServer, elsewhere: Elsewhere
) -> None:
    anna, ben = enter("Anna"), enter("Ben", **PHONE)  # the first one here is the administrator
    elsewhere(anna).group("Pond", elsewhere(ben))
    hers, his = anna.open_conversation("Pond"), ben.open_conversation("Pond")
    his.send("All is well").expect_status("read")
    for person in (anna, ben):
        person.troubles.may_meet(*REFUSED)

    with held_by_another_program(server):
        told = hers.send("Do you hear me?")
        expect(unsaved(ben)).to_contain_text("Do you hear me?")
        expect(unsaved(ben)).to_contain_text("Not kept yet")
        ben.to_list()
        expect(ben.item("Pond")).to_contain_text("Not kept yet: Anna: Do you hear me?")
        take_pictures(ben, "read-only-list")
        ben.open_conversation("Pond")
        his.send("Yes, but nobody keeps it")
        expect(unsaved(anna)).to_contain_text("Yes, but nobody keeps it")
        told.expect_status("sending")
        expect(ben.status).to_contain_text("can’t save anything right now")
        expect(ben.status.get_by_role("button", name="Retry")).to_be_in_viewport()
        expect(anna.status).to_contain_text("Another program holds its database.")
        expect(anna.status.get_by_role("button", name="Administration")).to_be_visible()
        his.expect_messages("All is well", "Yes, but nobody keeps it", "Do you hear me?")
        for person in (anna, ben):
            assert violations(person.page) == []
            take_pictures(person, "read-only")

        withdrawn = hers.send("Not meant for here")
        expect(unsaved(ben).filter(has_text="Not meant for here")).to_be_visible()
        withdrawn.menu("Delete")
        anna.note("Message deleted").get_by_role("button", name="Dismiss").click()
        expect(unsaved(ben).filter(has_text="Not meant for here")).to_have_count(0)
        expect(unsaved(ben)).to_contain_text("Do you hear me?")

        ben.page.reload()  # what nobody kept is gone from the screen of who reads, never from that of who wrote
        expect(his.message("Yes, but nobody keeps it").article).to_have_attribute("data-status", "sending")
        hers.send("Still there?")
        expect(unsaved(ben).filter(has_text="Still there?")).to_be_visible()

    for person in (anna, ben):
        expect(unsaved(person)).to_have_count(0)
        person.expect_in_touch()
        expect(person.status).to_contain_text("Up to date")
    order = [text for text in hers.log.locator(".prose").all_inner_texts() if text != "Yes, but nobody keeps it"]
    assert order == ["All is well", "Do you hear me?", "Still there?"]
    expect_convergence(server, anna, ben)


def test_maintenance_is_told_with_its_reason_and_what_was_written_waits(
    enter: Enter, server: LiveServer, elsewhere: Elsewhere
) -> None:
    anna, ben = enter("Anna"), enter("Ben", **PHONE)
    elsewhere(anna).group("Pond", elsewhere(ben))
    hers, his = anna.open_conversation("Pond"), ben.open_conversation("Pond")
    his.send("All is well").expect_status("read")
    for person in (anna, ben):
        person.expect_ready_for_offline()
        person.troubles.may_meet(*REFUSED)
    begin_maintenance(server.data_dir, "New disk, until about four o’clock.")
    try:
        for person in (anna, ben):
            expect(person.status).to_contain_text("being looked after: New disk, until about four o’clock.")
        waiting = hers.send("For later")
        anna.expect_pending(1)
        take_pictures(anna, "maintenance")
        take_pictures(ben, "maintenance")
        ben.page.reload()
        his.expect_messages("All is well")
        expect(ben.status).to_contain_text("New disk, until about four o’clock.")
        waiting.expect_status("sending")
        ben.status.get_by_role("button", name="Retry").click()
        expect(ben.status).to_contain_text("New disk, until about four o’clock.")
        sync = anna.open_settings("Sync")
        sync.get_by_text("Details").click()
        expect(sync.get_by_text("maintenance: New disk")).to_be_visible()
        anna.page.keyboard.press("Escape")
    finally:
        end_maintenance(server.data_dir)
    waiting.expect_status("sent", "delivered", "read")
    ben.notice_the_network()  # the server asked not to come back for half a minute
    his.expect_messages("All is well", "For later")
    expect_convergence(server, anna, ben)


def test_another_version_of_the_server_is_told_and_a_reload_brings_it(
    enter: Enter, server: LiveServer, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = enter("Anna")
    elsewhere(anna).group("Pond")
    anna.open_conversation("Pond")
    anna.expect_ready_for_offline()
    anna.troubles.may_meet(*REFUSED, "status of 404")
    server.kill()
    anna.conversation.send("Written before the update")
    server.start()
    change_to(server, tmp_path, monkeypatch, word="'Up to date'", other="'All settled'")
    anna.notice_the_network()
    expect(anna.status).to_contain_text("another version of QuChat")
    take_pictures(anna, "other-version")
    anna.conversation.box.fill("A draft")
    anna.status.get_by_role("button", name="Reload").click()
    expect(anna.status).to_contain_text("All settled")
    expect(anna.conversation.box).to_have_value("A draft")
    anna.conversation.message("Written before the update").expect_status("sent", "delivered", "read")
