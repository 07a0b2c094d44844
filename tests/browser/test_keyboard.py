"""A whole visit without a mouse: one always sees where one is, and comes back to where one was."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.support.people import PASSWORD

WHERE = """() => {
  const focused = document.activeElement;
  const { width, height, top, left, bottom, right } = focused.getBoundingClientRect();
  const isOnScreen = width > 1 && height > 1 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  const isMarked = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  };
  const marks = [focused, focused.parentElement, focused.parentElement?.parentElement].filter(Boolean);
  return focused !== document.body && isOnScreen && marks.some(isMarked) ? 'seen' : focused.outerHTML.slice(0, 200);
}"""
STEPS = 30


def test_a_visit_by_keyboard_alone(enter: Enter, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna, cleo = enter("Anna", account=False), arrive("Cleo")
    anna.username = arrive("Anna").username
    cleo.send(cleo.group("Pond", elsewhere(anna)), "Are there frogs?")
    page, here = anna.page, anna.conversation

    anna.open("/sign-in")
    _go_to(page, page.get_by_role("textbox", name="Username"))
    page.keyboard.type(anna.username)
    _go_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    anna.expect_in_touch()

    _go_to(page, anna.item("Pond").get_by_role("link"))
    page.keyboard.press("Enter")
    here.expect_messages("Are there frogs?")
    page.keyboard.press("Escape")
    expect(here.box).to_be_focused()
    _expect_seen(page)
    page.keyboard.type("Plenty")
    page.keyboard.press("Enter")
    here.message("Plenty").expect_status("sent", "delivered")
    expect(here.box).to_be_focused()

    _go_to(page, here.log.locator("article[tabindex='0']"), "Shift+Tab")
    page.keyboard.press("Home")
    question = here.message("Are there frogs?")
    expect(question.article).to_be_focused()
    _expect_seen(page)
    page.keyboard.press("+")
    expect(page.get_by_role("searchbox", name="Search emoji")).to_be_focused()
    _expect_seen(page)
    page.keyboard.type("frog")
    expect(page.get_by_role("dialog", name="Emoji").get_by_role("button", name="frog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(question.reaction("🐸 1: You")).to_be_visible()
    expect(question.article).to_be_focused()

    page.keyboard.press("r")
    expect(here.box).to_be_focused()
    page.keyboard.type("Green ones")
    page.keyboard.press("Enter")
    expect(here.message("Green ones").quote).to_contain_text("Are there frogs?")

    _go_to(page, page.get_by_role("button", name="Settings"))
    page.keyboard.press("Enter")
    settings = page.get_by_role("dialog", name="Settings")
    expect(settings).to_be_visible()
    _go_to(page, settings.get_by_role("tab", name="Profile"))
    page.keyboard.press("ArrowDown")
    expect(settings.get_by_role("tab", name="Appearance")).to_be_focused()
    _expect_seen(page)
    page.keyboard.press("Escape")
    expect(settings).not_to_be_visible()
    expect(page.get_by_role("button", name="Settings")).to_be_focused()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Settings")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("pond")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    here.expect_title("Pond")


def test_the_focus_stays_in_a_dialog_and_menus_are_walked_by_arrows(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    cleo.send(cleo.group("Pond", elsewhere(anna)), "Are there frogs?")
    page, here = anna.page, anna.open_conversation("Pond")
    page.keyboard.press("Alt+n")
    dialog = page.get_by_role("dialog", name="New conversation")
    expect(dialog.get_by_role("searchbox", name="Find people")).to_be_focused()
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement.closest('dialog') !== null || document.activeElement === document.body"
        )
    page.keyboard.press("Escape")

    options = here.pane.get_by_role("button", name="Conversation options")
    options.focus()
    page.keyboard.press("Enter")
    items = page.get_by_role("menu", name="Conversation options").get_by_role("menuitem")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    _expect_seen(page)
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(options).to_be_focused()

    # The button that opened it has gone by then, since the pointer left the message.
    question = here.message("Are there frogs?")
    question.bar("Add reaction")
    page.get_by_role("dialog", name="Emoji").get_by_role("button", name="grinning face", exact=True).click()
    expect(question.reaction("😀 1: You")).to_be_visible()
    expect(question.article).to_be_focused()


def _go_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Step by step; wherever one stands on the way is to be seen."""
    places = []
    for _ in range(STEPS):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
        places.append(page.evaluate(WHERE))
        # Past the last stop of the page the browser's own are next; coming back from there is no loss of the focus.
        assert places[-1] == "seen" or (places[-1].startswith("<body") and len(set(places)) <= 2), places[-1]
    raise AssertionError(f"{target} is not within {STEPS} steps")


def _expect_seen(page: Page) -> None:
    assert page.evaluate(WHERE) == "seen"
