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
        room = cleo.group(request.node.name.replace("_", " "))
        write_history(server.data_dir, room["id"], [cleo.id], length - 1)
        assert cleo.post(f"/conversations/{room['id']}/members", {"user_ids": [there.id]}).ok
        there.push(op("receipt", "set", room["id"], fields={"read_ordinal": read}))
        expect(anna.item(room["title"])).to_be_visible()
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
    assert timeline.in_view() == before
    anna.page.reload()
    timeline.come_to_rest()
    assert timeline.in_view() == before


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
