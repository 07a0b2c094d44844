"""Searching what this device holds and what the server does: as one types, in every script, offline too, and always as
the messages are now."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.doorway import PHONE, Doorway
from tests.browser.hostile import FIND_HARM, SHOWN_AS_WRITTEN, TURNED
from tests.browser.modules import script
from tests.browser.screens.search import Search
from tests.support.history import write_history
from tests.support.live import LiveServer
from tests.support.people import Person, new_id

LOCAL_ONLY = script("await modules[0].chooseMode('local-only');", "sync/modes.js")
NOTHING = "No message says that."
SCRIPTS = {
    "PHOTOSYN": ("A leaf does photosynthesis", "photosyn"),
    "synth": ("A leaf does photosynthesis", "synth"),
    "strasse": ("In der Straße nach Zürich", "Straße"),
    "大学": ("明天在东京大学见面", "大学"),
    "ーメン": ("ラーメンを食べた", "ーメン"),
    "하세": ("안녕하세요 여러분", "하세"),
    "ดีค": ("สวัสดีครับ", "ดีค"),
    "مرحبا": ("مَرْحَبًا بكم", "مَرْحَبًا"),
    "елка": ("Новая ёлка", "ёлка"),
}
FIRST_IN_THE_SEARCH = """new MutationObserver((_, observer) => {
  const box = document.querySelector('input[type=search]');
  if (!box) return;
  observer.disconnect();
  box.focus();
}).observe(document, {childList: true, subtree: true})"""


def test_messages_are_found_in_every_script_and_opened_where_they_stand(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    cleo = arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "Good morning")
    cleo.send(pond, "The frog sat at https://example.org/leaf")
    for text in dict.fromkeys(text for text, _ in SCRIPTS.values()):
        cleo.send(pond, text)
    for number in range(30):
        cleo.send(pond, f"Ripple {number}")
    cleo.send(cleo.group("Frog lovers", elsewhere(anna)), "A frog is green")
    expect(anna.item("Frog lovers")).to_be_visible()
    here = anna.open_conversation("Pond")
    search = Search(anna.page)

    for question, (text, mark) in SCRIPTS.items():
        search.for_(question).expect_hits(text)
        expect(search.marked).to_have_text([mark])
    search.for_("ripple 2")
    expect(search.state).to_have_text("11 messages")
    search.for_("photosynthesis ripple")
    expect(search.state).to_have_text(NOTHING)

    search.for_("?!")
    expect(search.state).to_contain_text("Punctuation alone is not searched for")
    search.for_("has:link ?!")
    expect(search.state).to_contain_text("Punctuation alone is not searched for")
    search.for_("?!leaf").expect_hits(
        "The frog sat at https://example.org/leaf", "A leaf does photosynthesis", in_any_order=True
    )

    # Conversations by name come first, then messages, the newest first.
    search.for_("frog").expect_hits("A frog is green", "The frog sat at https://example.org/leaf")
    expect(anna.item("Frog lovers")).to_be_visible()
    expect(anna.item("Pond")).not_to_be_visible()
    assert axe.violations(anna.page) == []
    search.filter("In", "Pond")
    search.expect_hits("The frog sat at https://example.org/leaf")
    assert axe.violations(anna.page) == []

    # By keyboard through what was found, and back to the box.
    search.messages.get_by_role("button", name="Clear filters").click()
    search.expect_hits("A frog is green", "The frog sat at https://example.org/leaf")
    search.box.press("ArrowDown")
    expect(anna.item("Frog lovers").get_by_role("link")).to_be_focused()
    anna.page.keyboard.press("ArrowDown")
    expect(search.hit("A frog is green")).to_be_focused()
    anna.page.keyboard.press("ArrowDown")
    anna.page.keyboard.press("Enter")
    expect(here.at(2).article).to_be_focused()
    expect(here.at(2).article).to_be_in_viewport()
    expect(search.box).to_have_value("frog")
    anna.page.keyboard.press("/")
    expect(search.box).to_be_focused()
    anna.page.keyboard.press("ArrowDown")
    anna.page.keyboard.press("Escape")
    expect(search.box).to_be_focused()
    expect(search.box).to_have_value("")
    expect(search.messages).not_to_be_attached()

    # The browser finds only what is on the screen, so its shortcut searches the conversation.
    anna.page.keyboard.press("Control+f")
    expect(search.box).to_be_focused()
    search.for_("frog")
    expect(anna.page.locator(".hit-text")).to_have_text(["The frog sat at https://example.org/leaf"])


def test_who_types_into_the_search_while_the_page_still_comes_goes_on_there(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    cleo.send(cleo.group("Pond", elsewhere(anna)), "A frog in the pond")
    here = anna.open_conversation("Pond")
    expect(here.box).to_be_focused()
    anna.page.add_init_script(FIRST_IN_THE_SEARCH)
    anna.page.reload()
    here.expect_messages("A frog in the pond")
    anna.expect_in_touch()
    expect(Search(anna.page).box).to_be_focused()


def test_the_search_follows_what_is_written_edited_and_deleted_offline_too(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    cleo = arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    said = cleo.send(pond, "A frog in the pond")
    here = anna.open_conversation("Pond")
    search = Search(anna.page)
    search.for_("frog").expect_hits("A frog in the pond")
    assert cleo.patch(f"/messages/{said['id']}", {"content": "A newt in the pond"}).ok
    expect(search.state).to_have_text(NOTHING)
    cleo.send(pond, "Another frog")
    search.expect_hits("Another frog")
    anna.expect_in_touch()
    anna.expect_ready_for_offline()

    anna.go_offline()
    anna.page.reload()
    anna.expect_offline()
    search.for_("newt").expect_hits("A newt in the pond")
    search.for_("frog").expect_hits("Another frog")
    here.send("My frog waits")
    search.expect_hits("My frog waits", "Another frog")
    here.message("My frog waits").bar("Edit")
    here.box.fill("My toad waits")
    here.box.press("Enter")
    search.expect_hits("Another frog")
    search.for_("toad").expect_hits("My toad waits")
    anna.go_online()
    anna.expect_in_touch()
    assert cleo.delete(f"/messages/{said['id']}").ok
    search.for_("newt")
    expect(search.state).to_have_text(NOTHING)
    anna.page.keyboard.press("Escape")


def test_hostile_messages_stay_text_in_what_is_found(enter: Enter, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna = enter("Anna")
    mallory = arrive("Mallory")
    room = mallory.group("<b id=hurt>Room</b>", elsewhere(anna))
    hostile = [text for text in (*SHOWN_AS_WRITTEN, *TURNED) if "hurt" in text]
    for text in hostile:
        mallory.send(room, text)
    expect(anna.item("<b id=hurt>Room</b>")).to_be_visible()
    search = Search(anna.page).for_("hurt")
    expect(search.state).to_have_text(f"{len(hostile)} messages")
    expect(search.marked).to_have_count(len(hostile))
    assert anna.page.evaluate(FIND_HARM) == []
    for question in ("<img id=hurt", "javascript:alert(1)", "${x}.*(", "\\u0000'\"--", "a" * 5_000, "😀" * 500):
        search.for_(question)
        expect(search.state).to_have_text(re.compile(r"^(No message says that\.|\d+ messages?)$"))
    assert anna.page.evaluate(FIND_HARM) == []


def test_a_phone_comes_back_from_a_hit_to_what_was_found(enter: Enter, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna = enter("Anna", **PHONE)
    _tell_of_frogs(arrive("Cleo"), elsewhere(anna))
    expect(anna.item("Pond")).to_be_visible()
    search = Search(anna.page).for_("frog")
    search.expect_hits("Frog 1", "Frog 0")
    search.hit("Frog 0").click()
    expect(anna.conversation.at(1).article).to_be_in_viewport()
    anna.back_to_list()
    search.expect_hits("Frog 1", "Frog 0")
    expect(search.box).to_have_value("frog")

    search.for_("")
    anna.open_conversation("Pond").option("Search in conversation")
    expect(search.box).to_be_focused()
    expect(anna.page.get_by_role("heading", name="Messages in Pond")).to_be_visible()


def test_the_server_finds_what_this_device_does_not_hold(
    doorway: Doorway, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    first, cleo = doorway.enter("Anna"), arrive("Cleo")
    pond, lake = cleo.group("Pond", elsewhere(first)), cleo.group("Lake", elsewhere(first))
    gone = cleo.send(pond, "A newt that goes")
    for text in dict.fromkeys(text for text, _ in SCRIPTS.values()):
        cleo.send(pond, f"{text} of last year")
    cleo.send(lake, "A newt at https://example.org/leaf")
    write_history(server.data_dir, pond["id"], [cleo.id], 200)
    cleo.send(pond, "A newt of today")
    first.page.close()
    anna = doorway.enter_again(first)
    anna.open_conversation("Pond")
    expect(anna.page.locator("[role=log] article").last).to_contain_text("A newt of today")
    anna.expect_ready_for_offline()
    search = Search(anna.page)

    for question, (text, mark) in SCRIPTS.items():
        search.for_(f"{question} year").expect_searched("both")
        expect(search.hit(text)).to_be_visible()
        expect(search.hit(text).locator("mark").first).to_have_text(mark)
    # One list of both, ranked together: each message once.
    search.for_("newt")
    search.expect_hits("A newt at https://example.org/leaf", "A newt of today", "A newt that goes", in_any_order=True)
    expect(search.state).to_have_text("3 messages")
    assert axe.violations(anna.page) == []

    # As one types them, filters narrow what both are asked.
    search.for_("newt in:lake").expect_hits("A newt at https://example.org/leaf")
    search.for_('newt in:"Pond" from:cleo').expect_searched("both")
    search.expect_hits("A newt of today", "A newt that goes", in_any_order=True)
    search.for_("newt has:link").expect_hits("A newt at https://example.org/leaf")
    search.for_("newt from:me")
    expect(search.state).to_have_text("No message that passes the filters says that.")
    search.for_("has:link").expect_hits("A newt at https://example.org/leaf")
    # A filter alone asks for nobody's name.
    expect(anna.page.get_by_text("No conversation or contact is called that.")).to_have_count(0)
    search.for_("pond has:link")
    expect(anna.item("Pond")).to_be_visible()

    # A hit leads to where it stands, far from what was held.
    search.for_("大学 year")
    search.hit("东京大学").click()
    expect(anna.page.locator("[role=log] article").filter(has_text="东京大学")).to_be_in_viewport()

    # Deleted means gone, also from what only the server holds.
    assert cleo.delete(f"/messages/{gone['id']}").ok
    search.for_("newt that").expect_searched("both")
    expect(search.state).to_have_text(NOTHING)

    anna.go_offline()
    search.for_("newt").expect_searched("offline")
    expect(search.hit("A newt of today")).to_be_visible()
    anna.go_online()
    search.expect_searched("both")


def test_one_reads_where_was_looked_and_finds_ones_contexts(enter: Enter, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "A frog for all")
    form = {"id": new_id(), "title": "Kinds of frogs", "content": "Green ones, and **brown** ones"}
    assert elsewhere(anna).post("/contexts", form).ok
    expect(anna.item("Pond")).to_be_visible()
    search = Search(anna.page).for_("frog")
    search.expect_searched("both")
    search.expect_hits("A frog for all")
    kept = search.messages.get_by_role("list", name="Contexts found").get_by_role("button")
    search.for_("brown")
    expect(kept).to_contain_text("Green ones, and brown ones")
    assert axe.violations(anna.page) == []
    search.box.press("ArrowDown")
    expect(kept).to_be_focused()
    anna.page.keyboard.press("Enter")
    expect(anna.page.get_by_role("dialog", name="Kinds of frogs")).to_be_visible()
    anna.page.keyboard.press("Escape")

    asked: list[str] = []
    anna.page.on("request", lambda request: asked.append(request.url) if "/search?" in request.url else None)
    anna.page.evaluate(LOCAL_ONLY)
    search.for_("frog").expect_searched("localOnly")
    search.expect_hits("A frog for all")
    assert asked == []


def _tell_of_frogs(cleo: Person, anna: Person) -> None:
    pond = cleo.group("Pond", anna)
    for number in range(2):
        cleo.send(pond, f"Frog {number}")
