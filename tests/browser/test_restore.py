"""An older database file is put in place: what anybody still holds comes back, once, to everybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive, Elsewhere
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import Doorway
from tests.browser.screens.participant import Participant
from tests.browser.troubles import NO_NETWORK, NO_SERVER
from tests.server.test_other_database import copy_of, put_in_place
from tests.support.live import LiveServer
from tests.support.people import Person


@pytest.mark.parametrize("grown", [False, True], ids=["older", "older-and-grown-past-what-was-known"])
def test_an_older_file_loses_nothing_that_anybody_holds(
    grown: bool, doorway: Doorway, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, ben, cleo = doorway.enter("Anna"), doorway.enter("Ben"), arrive("Cleo")
    tablet = doorway.enter_again(anna)
    people = (anna, ben, tablet)
    pond = cleo.group("Pond", elsewhere(anna), elsewhere(ben))
    anna.open_conversation("Pond").send("Kept").expect_status("sent", "delivered")
    ben.open_conversation("Pond").send("Deleted later").expect_status("sent", "delivered")
    tablet.open_conversation("Pond").expect_messages("Kept", "Deleted later")
    for person in people:
        person.expect_in_touch()
        person.expect_ready_for_offline()
    older = copy_of(server.data_dir)

    lost = anna.conversation.send("Lost by Anna")
    lost.expect_status("sent", "delivered")
    expect(lost.article).to_have_attribute("data-ordinal", "3")
    ben.conversation.message("Lost by Anna").react("👍")
    ben.conversation.message("Lost by Anna").bar("Reply")
    ben.conversation.send("Lost by Ben").expect_status("sent", "delivered")
    ben.conversation.message("Deleted later").menu("Delete")
    ben.note("Message deleted").get_by_role("button", name="Dismiss").click()
    _edit(anna, "Kept", "Kept and edited")
    lake = anna.start_group("Lake", ben)
    lake.send("Lost with its lake").expect_status("sent", "delivered")
    ben.open_conversation("Lake").send("So is this").expect_status("sent", "delivered")
    lake.expect_messages("Lost with its lake", "So is this")
    anna.open_conversation("Pond").expect_messages("Kept and edited", "Lost by Anna", "Lost by Ben")
    written = lost.article.locator("time").first.get_attribute("datetime")
    tablet.conversation.expect_messages("Kept and edited", "Lost by Anna", "Lost by Ben")
    expect(tablet.item("Lake")).to_be_visible()
    expect_convergence(server, *people)

    tablet.go_offline()
    tablet.expect_offline()
    tablet.conversation.send("Waits on the tablet").expect_status("sending")
    for person in people:
        person.troubles.may_meet(*NO_SERVER, *NO_NETWORK, "status of 409")
    if grown:
        for person in (anna, ben):
            person.close()
    _restore(server, older)
    if grown:
        for number in range(12):
            cleo.send(pond, f"Meanwhile {number}")
        for person in (anna, ben):
            person.reopen()
    for person in (anna, ben):
        person.notice_the_network()

    for person in (ben, anna):
        person.open_conversation("Lake")
        for text in ("Lost with its lake", "So is this"):
            person.conversation.message(text).expect_status("sent", "delivered", "read")
        here = person.open_conversation("Pond")
        expect(here.message("Lost by Ben").quote).to_contain_text("Lost by Anna")
        expect(here.message("Lost by Anna").reaction("👍 1")).to_be_visible()
        expect(here.message("Kept and edited").article).to_be_visible()
        expect(here.log).not_to_contain_text("Deleted later")
        shown = here.message("Lost by Anna").article.locator("time").first
        expect(shown).to_have_attribute("datetime", written or "")
    expect_convergence(server, anna, ben)

    tablet.go_online()
    tablet.notice_the_network()
    tablet.conversation.message("Waits on the tablet").expect_status("sent", "delivered", "read")
    _expect_each_once(cleo, pond["id"], "Kept and edited", "Lost by Anna", "Lost by Ben", "Waits on the tablet")
    expect_convergence(server, *people)


def _edit(person: Participant, text: str, change: str) -> None:
    here = person.conversation
    here.message(text).bar("Edit")
    here.box.fill(change)
    here.box.press("Enter")
    here.message(change).expect_status("sent", "delivered", "read")


def _restore(server: LiveServer, older: Path) -> None:
    server.stop()
    put_in_place(older, server.data_dir)
    server.start()
    assert "not the one that was last used here" in server.log()


def _expect_each_once(person: Person, conversation_id: str, *texts: str) -> None:
    messages = person.get(f"/messages/{conversation_id}?limit=100")["messages"]
    stored = [m["content"] for m in messages if m["role"] == "user" and not m["deleted_at"]]
    assert sorted(set(stored)) == sorted(stored)
    assert set(texts) <= set(stored)
    assert {text for text in stored if not text.startswith("Meanwhile")} == set(texts)
