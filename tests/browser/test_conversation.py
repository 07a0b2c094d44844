"""What one can do in a conversation, beyond the story."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.doorway import PHONE, Doorway
from tests.browser.screens.participant import Participant
from tests.browser.screens.timeline import Timeline
from tests.support.people import Person, op

pytestmark = pytest.mark.usefixtures("peace")
Room = dict[str, Any]


@pytest.fixture(scope="module")
def anna(household: Doorway) -> Participant:
    return household.enter("Anna")


@pytest.fixture(scope="module")
def ben(household: Doorway) -> Participant:
    return household.enter("Ben", **PHONE)


@pytest.fixture(scope="module")
def cleo(arrive: Arrive) -> Person:
    """Somebody whose window nobody sees."""
    return arrive("Cleo")


@pytest.fixture
def room(
    cleo: Person, anna: Participant, ben: Participant, elsewhere: Elsewhere, request: pytest.FixtureRequest
) -> Room:
    """A group of the three, made by Cleo and named after the test."""
    return cleo.group(request.node.name.replace("_", " "), elsewhere(anna), elsewhere(ben))


TYPE_AND_RELOAD = """(box, text) => {
  box.value = text;
  box.dispatchEvent(new Event('input', {bubbles: true}));
  location.reload();
}"""


def test_deleting_can_be_undone_and_then_is_for_everyone(anna: Participant, ben: Participant, room: Room) -> None:
    here, there = anna.open_conversation(room["title"]), ben.open_conversation(room["title"])
    here.send("One")
    regretted = here.send("Two")
    expect(there.message("Two").article).to_be_visible()

    regretted.bar("More actions")
    anna.choose("Message actions", "Delete")
    expect(regretted.article).not_to_be_attached()
    anna.note("Message deleted").get_by_role("button", name="Undo").click()
    here.expect_messages("One", "Two")

    regretted.menu("Delete")
    here.expect_messages("One")
    there.expect_messages("One", "Two")
    anna.note("Message deleted").get_by_role("button", name="Dismiss").click()
    there.expect_messages("One")
    expect(there.messages.filter(has_text="Message deleted")).to_be_visible()
    anna.expect_in_touch()


def test_a_refused_message_is_kept_and_can_be_retried(anna: Participant, cleo: Person, room: Room) -> None:
    here = anna.open_conversation(room["title"])
    anna.go_offline()
    anna.expect_offline()
    first, second = here.send("May I?"), here.send("Never mind")
    first.expect_status("sending")
    assert cleo.patch(f"/conversations/{room['id']}", {"posting": "moderators"}).ok
    anna.go_online()
    first.expect_status("failed")
    second.expect_status("failed")
    expect(first.trouble).to_contain_text("Not sent.")
    expect(here.pane.get_by_text("Only moderators write here.")).to_be_visible()

    assert cleo.patch(f"/conversations/{room['id']}", {"posting": "everyone"}).ok
    expect(here.box).to_be_visible()
    first.trouble.get_by_role("button", name="Retry").click()
    first.expect_status("sent", "delivered")
    second.trouble.get_by_role("button", name="Delete").click()
    here.expect_messages("May I?")
    anna.note("Message discarded").get_by_role("button", name="Put back").click()
    expect(here.box).to_have_value("Never mind")
    here.box.fill("")
    assert [m["content"] for m in _texts(cleo, room)] == ["May I?"]


def test_history_comes_as_one_scrolls_up(anna: Participant, cleo: Person, elsewhere: Elsewhere) -> None:
    room = cleo.group("A long story")
    for number in range(1, 301):
        cleo.send(room, f"Number {number}")
    # Somebody new gets the newest page; the rest is fetched when it is wanted.
    anna_elsewhere = elsewhere(anna)
    assert cleo.post(f"/conversations/{room['id']}/members", {"user_ids": [anna_elsewhere.id]}).ok
    # And who has read it all begins at the end.
    anna_elsewhere.push(op("receipt", "set", room["id"], fields={"read_ordinal": 301}))
    here = anna.open_conversation("A long story")
    expect(here.message("Number 300").article).to_be_in_viewport()
    timeline = Timeline(anna.page)
    beginning = here.log.get_by_text("This is the beginning of the group.")
    seen = set(timeline.ordinals())
    while not beginning.is_visible():
        timeline.wheel(-700)
        timeline.come_to_rest()
        seen |= set(timeline.ordinals())
    assert seen == set(range(1, 302))  # with the line that she was added


def test_reading_further_up_one_keeps_the_place(anna: Participant, cleo: Person, room: Room) -> None:
    for number in range(1, 41):
        cleo.send(room, f"Number {number}")
    here = anna.open_conversation(room["title"])
    place = here.message("Number 20")
    place.article.scroll_into_view_if_needed()
    expect(here.message("Number 40").article).not_to_be_in_viewport()
    before = place.article.bounding_box()
    cleo.send(room, "Something new")
    arrived = anna.page.get_by_role("button", name="1 new message")
    expect(arrived).to_be_visible()
    assert place.article.bounding_box() == before
    arrived.click()
    expect(here.message("Something new").article).to_be_in_viewport()


def test_a_draft_survives_a_reload(anna: Participant, room: Room) -> None:
    here = anna.open_conversation(room["title"])
    here.box.fill("Half a thou")
    expect(anna.item(room["title"])).to_contain_text("Draft: Half a thou")
    anna.page.reload()
    expect(here.box).to_have_value("Half a thou")
    # Typed and gone within the same moment: no database is as quick.
    here.box.evaluate(TYPE_AND_RELOAD, "Half a thought")
    expect(here.box).to_have_value("Half a thought")
    here.box.fill("")
    expect(anna.item(room["title"])).not_to_contain_text("Draft:")


def test_a_finger_that_rests_on_a_message_opens_its_menu(ben: Participant, cleo: Person, room: Room) -> None:
    cleo.send(room, "Press me")
    here = ben.open_conversation(room["title"])
    ben.hold(here.message("Press me").article)
    menu = ben.page.get_by_role("menu", name="Message actions")
    expect(menu).to_be_visible()
    menu.get_by_role("menuitemcheckbox", name="👍").tap()
    expect(here.message("Press me").reaction("👍 1: You")).to_be_visible()


def test_somebody_who_leaves_is_shown_as_gone(enter: Enter, anna: Participant, elsewhere: Elsewhere) -> None:
    dora = enter("Dora")
    elsewhere(dora).direct(elsewhere(anna))
    here = anna.open_conversation("Dora")
    expect(here.about).to_have_text("Online")
    dora.close()
    expect(here.about).to_contain_text("Last here today")


def test_the_profile_is_what_others_see(anna: Participant, ben: Participant, room: Room) -> None:
    there = ben.open_conversation(room["title"])
    settings = anna.open_settings("Profile")
    settings.get_by_role("textbox", name="Status").fill("At the pond")
    settings.get_by_role("button", name="Save").click()
    settings.get_by_role("button", name="Close").click()
    members = there.open_members()
    expect(members.get_by_role("listitem").filter(has_text="Anna")).to_contain_text("At the pond")
    members.get_by_role("button", name="Close").click()


def test_a_contact_has_the_name_one_gives(anna: Participant, ben: Participant, elsewhere: Elsewhere) -> None:
    elsewhere(anna).direct(elsewhere(ben))
    anna.open_conversation("Ben").option("Add to contacts")
    anna.page.get_by_role("button", name="Contacts").click()
    contacts = anna.page.get_by_role("dialog", name="Contacts")
    contacts.get_by_role("button", name="Options for Ben").click()
    anna.choose("Options for Ben", "Nickname…")
    contacts.get_by_role("textbox", name="Nickname").fill("Benjamin the Frog")
    contacts.get_by_role("button", name="Save").click()
    contacts.get_by_role("button", name="Close").click()
    anna.conversation.expect_title("Benjamin the Frog")
    expect(anna.item("Benjamin the Frog")).to_be_visible()
    anna.expect_in_touch()


def _texts(person: Person, room: Room) -> list[Room]:
    messages = person.get(f"/messages/{room['id']}?limit=100")["messages"]
    return [message for message in messages if message["role"] == "user"]
