"""What people set in their system or browser is respected: motion, colours, theme, direction."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Arrive, Elsewhere
from tests.browser.doorway import Doorway
from tests.browser.screens.participant import Participant
from tests.support.people import Person, acknowledged

pytestmark = pytest.mark.usefixtures("peace")
MOVING = """() => document.getAnimations()
  .filter((animation) => animation.playState === 'running' && animation.effect.getComputedTiming().activeDuration > 50)
  .map(({ effect }) => effect.target.className)"""
BACKGROUND = "getComputedStyle(document.querySelector('.main-pane')).backgroundColor"


@pytest.fixture(scope="module")
def anna(household: Doorway) -> Participant:
    return household.enter("Anna")


@pytest.fixture(scope="module")
def leila(arrive: Arrive) -> Person:
    return arrive("ليلى حداد")


@pytest.fixture(scope="module")
def room(anna: Participant, leila: Person, elsewhere: Elsewhere) -> str:
    title = "مجموعة الأحياء"
    group = leila.group(title, elsewhere(anna))
    leila.send(group, "صباح الخير، anna!")
    elsewhere(anna).send(group, "Good morning")
    return title


def test_nothing_moves_for_those_who_asked_for_it(anna: Participant, leila: Person, room: str) -> None:
    anna.page.emulate_media(reduced_motion="reduce")
    here = anna.open_conversation(room)
    socket = leila.connect()
    conversation_id = anna.page.url.rsplit("/", 1)[-1]
    acknowledged(socket.call("join_chat", {"conversation_id": conversation_id}))
    acknowledged(socket.call("typing", {"conversation_id": conversation_id, "active": True}))
    expect(here.typing).to_contain_text("is typing")
    assert anna.page.evaluate(MOVING) == []
    anna.open_settings()
    assert anna.page.evaluate(MOVING) == []
    anna.page.keyboard.press("Escape")
    anna.page.emulate_media(reduced_motion="no-preference")
    assert anna.page.evaluate(MOVING) != [], "nothing would move anyway, so this proves nothing"
    acknowledged(socket.call("typing", {"conversation_id": conversation_id, "active": False}))


def test_states_are_told_apart_without_our_colours(anna: Participant, room: str) -> None:
    here = anna.open_conversation(room)
    anna.page.emulate_media(forced_colors="active")
    slip = here.message("Good morning").article.locator(".message-slip")
    expect(slip).to_have_css("border-top-style", "solid")
    assert _marks(anna.item(room).get_by_role("link")) != _marks(anna.page.locator(".me-button"))
    here.box.focus()
    assert (
        _marks(anna.page.locator(".composer-box"))["outlineStyle"] != "none"
        or _marks(here.box)["outlineStyle"] != "none"
    )
    settings = anna.open_settings()
    chosen, other = settings.get_by_role("tab", name="Profile"), settings.get_by_role("tab", name="Devices")
    assert _marks(chosen) != _marks(other), "the chosen section looks like the others"
    anna.page.keyboard.press("Escape")
    anna.page.emulate_media(forced_colors="none")


def test_the_theme_follows_the_system_or_the_choice(anna: Participant, room: str) -> None:
    page = anna.page
    page.emulate_media(color_scheme="light")
    light = page.evaluate(BACKGROUND)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(BACKGROUND)
    assert light != dark
    settings = anna.open_settings("Appearance")
    settings.get_by_role("radio", name="Light").check()
    assert page.evaluate(BACKGROUND) == light
    page.reload()
    anna.expect_in_touch()
    assert page.evaluate(BACKGROUND) == light
    anna.open_settings("Appearance").get_by_role("radio", name="System").check()
    assert page.evaluate(BACKGROUND) == dark
    page.keyboard.press("Escape")
    page.emulate_media(color_scheme="light")


def test_right_to_left_names_and_words_keep_to_themselves(anna: Participant, room: str) -> None:
    here = anna.open_conversation(room)
    greeting = here.messages.filter(has_text="صباح").locator(".prose")
    expect(greeting).to_have_css("direction", "rtl")
    expect(here.message("Good morning").text).to_have_css("direction", "ltr")
    item = anna.item(room)
    expect(item.locator(".conversation-title")).to_have_css("direction", "rtl")
    assert _left(item.locator(".avatar").first) < _left(item.locator(".conversation-title"))
    assert _left(item.locator(".conversation-title")) < _left(item.locator(".conversation-time"))
    expect(here.box).to_have_css("direction", "ltr")
    here.box.fill("مرحبا")
    expect(here.box).to_have_css("direction", "rtl")
    here.box.fill("")


def _marks(element: Locator) -> dict[str, str]:
    """Everything by which forced colours still let one tell things apart."""
    marks: dict[str, str] = element.evaluate(
        """(element) => {
          const { outlineStyle, borderStyle, borderColor, backgroundColor, color } = getComputedStyle(element);
          const { content, backgroundColor: before } = getComputedStyle(element, '::before');
          return { outlineStyle, borderStyle, borderColor, backgroundColor, color, content, before };
        }"""
    )
    return marks


def _left(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["x"]
