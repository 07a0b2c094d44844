"""Whatever somebody writes into whatever field: at the other side it is text, and nothing of it runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from messaging.core.names import plain_name
from tests.browser.conftest import Arrive, Elsewhere
from tests.browser.doorway import Doorway
from tests.browser.hostile import FIND_HARM, HEAVY, LINES, SHOWN_AS_WRITTEN, TURNED
from tests.browser.screens.participant import Participant
from tests.support.people import Person

pytestmark = pytest.mark.usefixtures("peace")


@pytest.fixture(scope="module")
def anna(household: Doorway) -> Participant:
    return household.enter("Anna")


@pytest.fixture(scope="module")
def mallory(arrive: Arrive) -> Person:
    return arrive("Mallory")


@pytest.fixture(autouse=True)
def _unhurt(anna: Participant) -> None:
    """Before a test nothing is wrong, or its finding nothing would mean nothing."""
    _expect_no_harm(anna)


def test_the_search_for_harm_finds_it(anna: Participant) -> None:
    anna.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p id=hurt title=x>x</p><a href=\"data:x\">x</a>')"
    )
    assert len(anna.page.evaluate(FIND_HARM)) == 2
    anna.page.reload()
    anna.expect_in_touch()


def test_titles_and_descriptions(anna: Participant, mallory: Person, elsewhere: Elsewhere) -> None:
    for line in LINES:
        mallory.group(line, elsewhere(anna), description=line)
    titles = anna.conversations.locator(".conversation-title")
    expect(titles).to_have_text(list(reversed(LINES)), use_inner_text=True)
    for line in LINES[:3]:
        anna.page.keyboard.press("Control+k")
        switcher = anna.page.get_by_role("dialog", name="Go to")
        switcher.get_by_role("combobox").fill(line)
        expect(switcher.get_by_role("option").first).to_contain_text(line)
        anna.page.keyboard.press("Enter")
        anna.conversation.expect_title(line)
        expect(anna.conversation.open_members()).to_be_visible()
        _expect_no_harm(anna)
        anna.page.keyboard.press("Escape")


def test_names_and_states_of_people(anna: Participant, mallory: Person, elsewhere: Elsewhere) -> None:
    mallory.send(mallory.direct(elsewhere(anna)), "Hello")
    title = anna.conversation.pane.get_by_role("heading", level=1)
    anna.item("Mallory").get_by_role("link").click()
    for line in LINES:
        assert mallory.patch("/users/me", {"display_name": line, "status_text": line}).ok
        expect(title).to_have_text(plain_name(line))
        _expect_no_harm(anna)
    anna.conversation.message("Hello").bar("Reply")
    anna.conversation.send("Who are you?")
    expect(anna.conversation.message("Who are you?").quote).to_contain_text(LINES[-1])
    _expect_no_harm(anna)
    mallory.patch("/users/me", {"display_name": "Mallory", "status_text": ""})


def test_what_one_writes_oneself(anna: Participant, mallory: Person) -> None:
    """Nickname, profile and message, typed into the fields of the screen."""
    line = LINES[1]
    mallory_here = anna.open_conversation("Mallory")
    mallory_here.option("Add to contacts")
    anna.page.get_by_role("button", name="Contacts").click()
    contacts = anna.page.get_by_role("dialog", name="Contacts")
    contacts.get_by_role("button", name="Options for Mallory").click()
    anna.choose("Options for Mallory", "Nickname…")
    contacts.get_by_role("textbox", name="Nickname").fill(line)
    contacts.get_by_role("button", name="Save").click()
    expect(contacts.get_by_text(line)).to_be_visible()
    _expect_no_harm(anna)
    contacts.get_by_role("button", name="Close").click()
    mallory_here.expect_title(line)

    settings = anna.open_settings("Profile")
    settings.get_by_role("textbox", name="Display name").fill(line)
    settings.get_by_role("textbox", name="Status").fill(line)
    settings.get_by_role("button", name="Save").click()
    anna.note("Saved").get_by_role("button", name="Dismiss").click()
    settings.get_by_role("button", name="Close").click()
    expect(anna.page.get_by_role("button", name=f"{line} {line}")).to_be_visible()

    mallory_here.box.fill(line)
    anna.page.reload()
    mallory_here.send(line).expect_status("sent", "delivered")
    _expect_no_harm(anna)


def test_messages(anna: Participant, mallory: Person, elsewhere: Elsewhere) -> None:
    room = mallory.group("Messages", elsewhere(anna))
    for text in [*SHOWN_AS_WRITTEN, *TURNED]:
        mallory.send(room, text)
    edited = mallory.send(room, SHOWN_AS_WRITTEN[0])
    assert mallory.patch(f"/messages/{edited['id']}", {"content": SHOWN_AS_WRITTEN[1]}).ok
    mallory.send(room, "The end")
    here = anna.open_conversation("Messages")
    expect(here.message("The end").article).to_be_visible()
    for text in SHOWN_AS_WRITTEN:
        expect(here.log.locator(".prose").filter(has_text=text).first).to_be_attached()
    for seen in TURNED.values():
        expect(here.log.locator(".prose").get_by_text(seen).first).to_be_attached()
    expect(here.log.locator("pre code[data-highlighted]")).to_have_count(3)
    _expect_no_harm(anna)

    addresses = here.log.locator(".prose a").evaluate_all(
        "(all) => all.map(({href, rel}) => [new URL(href).origin, rel])"
    )
    assert addresses
    assert all(address == ["https://example.org", "noopener noreferrer nofollow"] for address in addresses), addresses

    history = here.messages.filter(has=anna.page.get_by_role("button", name="Edited.")).get_by_role(
        "button", name="Edited."
    )
    history.click()
    expect(anna.page.get_by_role("dialog", name="Edit history")).to_contain_text(SHOWN_AS_WRITTEN[0])
    _expect_no_harm(anna)
    anna.page.keyboard.press("Escape")


def test_messages_that_would_hold_everybody_up(anna: Participant, mallory: Person, elsewhere: Elsewhere) -> None:
    room = mallory.group("Heavy", elsewhere(anna))
    for text in HEAVY:
        mallory.send(room, text)
    mallory.send(room, "The end")
    here = anna.open_conversation("Heavy")
    expect(here.log.locator("blockquote").first).to_be_attached()
    assert here.log.evaluate("(log) => log.querySelectorAll('td, blockquote, li, strong').length") < 500
    here.send("Still here").expect_status("sent", "delivered")
    # What is too much for the colours stays plain.
    expect(here.log.locator("pre code[data-highlighted=no]").last).to_be_attached()
    expect(here.message("The end").article).to_be_attached()


def _expect_no_harm(person: Participant) -> None:
    assert person.page.evaluate(FIND_HARM) == []
