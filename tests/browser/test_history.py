"""Ten thousand messages of very different heights: a page of them is fetched, a screen of them is in the page, and one
gets anywhere without anything that jumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Request, expect

from tests.browser.conftest import Arrive, Elsewhere
from tests.browser.doorway import Doorway
from tests.browser.screens.participant import Participant
from tests.browser.screens.timeline import Timeline
from tests.support.history import write_history
from tests.support.live import LiveServer
from tests.support.people import Person, op

pytestmark = pytest.mark.usefixtures("peace")
LENGTH = 10_000
MANY = 200
"""More articles than this are never in the page."""
_RANGES = """async (id) => {
  const {name} = (await indexedDB.databases()).find(({name}) => name.startsWith('QuChatDB:'));
  const db = await new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
  });
  const all = await new Promise((resolve) => {
    const asked = db.transaction('ranges').objectStore('ranges').getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  db.close();
  return all.filter(({conversation_id}) => conversation_id === id).map(({from, to}) => [from, to]);
}"""
FEBRUARY = 3834
"""The first message of that month, in Berlin."""
Room = dict[str, Any]


@pytest.fixture(scope="module")
def anna(household: Doorway) -> Participant:
    return household.enter("Anna")


@pytest.fixture(scope="module")
def cleo(arrive: Arrive) -> Person:
    return arrive("Cleo")


@pytest.fixture
def make_room(
    server: LiveServer, anna: Participant, cleo: Person, elsewhere: Elsewhere, request: pytest.FixtureRequest
) -> Callable[..., Room]:
    """`make_room(read=10_000)`: a group with a long history. Anna has read so much of it and holds its end."""

    def make(read: int = LENGTH, length: int = LENGTH) -> Room:
        there = elsewhere(anna)
        room = cleo.group(request.node.name.replace("_", " "), there)
        write_history(server.data_dir, room["id"], [cleo.id], length - 1)
        cleo.send(room, "The last one")
        there.push(op("receipt", "set", room["id"], fields={"read_ordinal": read}))
        expect(anna.item(room["title"])).to_contain_text("The last one")
        expect(anna.item(room["title"])).to_have_attribute("data-unread", str(length - read))
        return room

    return make


def test_one_scrolls_far_up_and_nothing_jumps(anna: Participant, make_room: Callable[..., Room]) -> None:
    room = make_room()
    anna.open_conversation(room["title"])
    timeline = Timeline(anna.page)
    timeline.expect_in_view(LENGTH)
    timeline.come_to_rest()
    timeline.watch_shifts()
    seen = set(timeline.ordinals())
    assert len(seen) < MANY
    for _ in range(16):
        timeline.wheel(-1000)
        timeline.come_to_rest()
        ordinals = timeline.ordinals()
        assert len(ordinals) < MANY
        assert ordinals == list(range(ordinals[0], ordinals[-1] + 1))
        seen |= set(ordinals)
    assert timeline.shifts() == []
    assert seen == set(range(min(seen), LENGTH + 1))
    assert min(seen) < LENGTH - 90

    # Where one was reading one is again, after having been elsewhere, and after a reload.
    before = timeline.in_view()
    anna.page.goto(anna.address + "/#/")
    expect(timeline.log).not_to_be_attached()
    anna.open_conversation(room["title"])
    timeline.come_to_rest()
    timeline.expect_view(before)
    anna.page.reload()
    timeline.come_to_rest()
    timeline.expect_view(before)


def test_a_link_leads_far_back_and_the_hole_is_crossed_both_ways(
    anna: Participant, make_room: Callable[..., Room]
) -> None:
    room = make_room()
    timeline = Timeline(anna.page)
    asked: list[str] = []
    anna.page.on("request", lambda request: _note(request, asked))
    anna.open(f"/#/c/{room['id']}/5000")
    timeline.expect_in_view(5000)
    expect(timeline.at(5000).article).to_be_focused()
    assert [request.split("&")[1] for request in asked] == ["around=5000"]
    assert _held(anna, room) == [[4950, 5049], [LENGTH - 49, LENGTH]]

    # Down, over the edge of what was fetched.
    timeline.come_to_rest()
    timeline.watch_shifts()
    _scroll_until(timeline, 5060, 1700)
    timeline.come_to_rest()
    assert _is_dense(timeline.ordinals())
    # And up again, over the other one.
    _scroll_until(timeline, 4940, -1700)
    timeline.come_to_rest()
    assert _is_dense(timeline.ordinals())
    assert timeline.shifts() == []
    assert len(asked) == 3
    assert _held(anna, room) == [[4850, 5149], [LENGTH - 49, LENGTH]]

    # The link can be followed again once one has read on.
    assert anna.page.url.endswith(room["id"])
    anna.page.get_by_role("button", name="Jump to latest").click()
    timeline.expect_in_view(LENGTH)
    assert len(asked) == 3


def test_a_hole_is_said_in_words_offline_and_filled_later(anna: Participant, make_room: Callable[..., Room]) -> None:
    room = make_room()
    timeline = Timeline(anna.page)
    anna.open(f"/#/c/{room['id']}/9800")
    timeline.expect_in_view(9800)
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    hole = timeline.log.get_by_text("101 messages are not on this device")
    _scroll_until_visible(timeline, hole, 1200)
    assert {9849, 9951} <= set(timeline.ordinals())
    # Far away there is nothing to show: the nearest that is held is.
    anna.page.evaluate(f"location.hash = '#/c/{room['id']}/300'")
    expect(anna.note("That message is not on this device")).to_be_visible()
    timeline.expect_in_view(9750)
    anna.page.get_by_role("button", name="Jump to latest").click()
    timeline.expect_in_view(LENGTH)
    _scroll_until_visible(timeline, hole, -1200)
    anna.go_online()
    anna.notice_the_network()
    anna.expect_in_touch()
    expect(hole).not_to_be_attached()


def test_nothing_moves_while_others_write_and_change_what_is_above(
    anna: Participant, cleo: Person, make_room: Callable[..., Room]
) -> None:
    room = make_room()
    anna.open_conversation(room["title"])
    timeline = Timeline(anna.page)
    timeline.expect_in_view(LENGTH)
    timeline.wheel(-1500)
    timeline.come_to_rest()
    timeline.watch_shifts()
    before = timeline.in_view()
    above = next(ordinal for ordinal in reversed(timeline.ordinals()) if ordinal < before[0]["ordinal"] - 3)
    message = cleo.get(f"/messages/{room['id']}?around={above}&limit=1")["messages"][0]
    assert cleo.patch(f"/messages/{message['id']}", {"content": "It grew\n\n" * 20}).ok
    expect(timeline.at(above).article).to_contain_text("It grew")
    assert cleo.put(f"/messages/{message['id']}/reactions/🐸").ok
    expect(timeline.at(above).reaction("🐸")).to_be_attached()
    cleo.send(room, "Something new")
    arrived = anna.page.get_by_role("button", name="1 new message")
    expect(arrived).to_be_visible()
    timeline.come_to_rest()
    timeline.expect_view(before)
    assert timeline.shifts() == []
    arrived.click()
    timeline.expect_in_view(LENGTH + 1)


def test_one_jumps_to_a_date(anna: Participant, make_room: Callable[..., Room]) -> None:
    room = make_room()
    here = anna.open_conversation(room["title"])
    timeline = Timeline(anna.page)
    _jump_to(anna, "2026-02-01")
    timeline.expect_in_view(FEBRUARY)
    expect(here.log.get_by_text("Sunday 1 February")).to_be_visible()
    assert FEBRUARY - 1 in timeline.ordinals()
    # A day of which nothing is held needs the network, another one doesn't.
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    _jump_to(anna, "2026-01-20")
    expect(anna.note("That day is not on this device")).to_be_visible()
    anna.page.get_by_role("button", name="Jump to latest").click()
    timeline.expect_in_view(LENGTH)
    _jump_to(anna, "2026-02-01")
    timeline.expect_in_view(FEBRUARY)
    anna.go_online()
    anna.notice_the_network()
    anna.expect_in_touch()


def test_the_first_of_thousands_unread_is_a_button_away(anna: Participant, make_room: Callable[..., Room]) -> None:
    room = make_room(read=4000)
    anna.open_conversation(room["title"])
    timeline = Timeline(anna.page)
    timeline.expect_in_view(LENGTH)
    anna.page.get_by_role("button", name="Jump to the first of 6,000 unread messages").click()
    timeline.expect_in_view(4001)
    expect(anna.conversation.unread_divider).to_be_visible()
    assert len(timeline.ordinals()) < MANY
    assert _held(anna, room) == [[3951, 4050], [LENGTH - 49, LENGTH]]


def test_one_reads_by_keyboard_beyond_what_is_in_the_page(
    anna: Participant, cleo: Person, make_room: Callable[..., Room]
) -> None:
    room = make_room(length=400, read=400)
    here = anna.open_conversation(room["title"])
    timeline = Timeline(anna.page)
    press = anna.page.keyboard.press
    focused = here.log.locator("article:focus")
    # The way in is the newest, also when it came later.
    cleo.send(room, "The newest")
    timeline.expect_in_view(401)
    here.box.focus()
    while here.box.evaluate("(box) => box.closest('.conversation-foot').contains(document.activeElement)"):
        press("Shift+Tab")
    expect(timeline.at(401).article).to_be_focused()
    while _focused(timeline) > 331:  # a key that is held waits where history is still on its way
        press("ArrowUp")
    expect(timeline.at(331).article).to_be_focused()
    expect(timeline.at(331).article).to_be_in_viewport()
    assert 401 not in timeline.ordinals()
    for _ in range(3):
        press("PageUp")
        expect(focused).to_be_in_viewport()
    assert _focused(timeline) < 326
    press("Home")
    expect(timeline.at(1).article).to_be_focused()
    press("PageDown")
    expect(focused).to_be_in_viewport()
    assert _focused(timeline) > 2
    press("End")
    expect(timeline.at(401).article).to_be_focused()

    # The focus outlives its message's leaving the page, and is there again when it is.
    for _ in range(8):
        timeline.wheel(-1500)
        timeline.come_to_rest()
    assert 401 not in timeline.ordinals()
    assert anna.page.evaluate("document.activeElement.className") == "timeline-scroll"
    press("ArrowDown")
    expect(focused).to_be_in_viewport()
    press("Escape")
    expect(here.box).to_be_focused()


def _focused(timeline: Timeline) -> int:
    return int(timeline.log.locator("article:focus").get_attribute("data-ordinal") or 0)


def _jump_to(anna: Participant, date: str) -> None:
    anna.conversation.option("Jump to a date…")
    dialog = anna.page.get_by_role("dialog", name="Jump to a date")
    dialog.get_by_label("Date").fill(date)
    dialog.get_by_role("button", name="Jump", exact=True).click()
    expect(dialog).not_to_be_visible()


def _note(request: Request, asked: list[str]) -> None:
    if "/api/v1/messages/" in request.url:
        asked.append(request.url)


def _held(anna: Participant, room: Room) -> list[list[int]]:
    """Which messages the device holds."""
    return anna.page.evaluate(_RANGES, room["id"])  # type: ignore[no-any-return]


def _is_dense(ordinals: list[int]) -> bool:
    return ordinals == list(range(ordinals[0], ordinals[-1] + 1))


def _scroll_until(timeline: Timeline, ordinal: int, pixels: int) -> None:
    """Turn the wheel until a message is in the page, whatever comes on the way."""
    for _ in range(60):
        if ordinal in timeline.ordinals():
            return
        timeline.wheel(pixels)
        timeline.come_to_rest()
    raise AssertionError(f"{ordinal} never came")


def _scroll_until_visible(timeline: Timeline, what: Locator, pixels: int) -> None:
    for _ in range(60):
        if what.is_visible():
            return
        timeline.wheel(pixels)
        timeline.come_to_rest()
    raise AssertionError(f"{what} never came")
