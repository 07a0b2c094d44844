"""What other browsers lack, taken away from this one (docs/browsers.md)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Arrive, Enter

NO_POPOVER = "delete HTMLElement.prototype.popover"
NO_CLIPBOARD = "delete Navigator.prototype.clipboard"
NO_CLOSEDBY = """
  delete HTMLDialogElement.prototype.closedBy;
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name !== 'closedby') set.call(this, name, value);
  };
"""


def test_a_browser_that_is_too_old_says_so(enter: Enter) -> None:
    anna = enter("Anna", account=False)
    anna.context.add_init_script(NO_POPOVER)
    asked: list[str] = []
    anna.page.on("request", lambda request: asked.append(request.url))
    anna.create_account()
    expect(anna.page.get_by_role("alert")).to_contain_text("too old for QuChat")
    anna.page.wait_for_load_state("networkidle")
    expect(anna.page.locator("qu-app")).to_have_count(0)
    assert not any("/api/" in url for url in asked), "it started all the same"


def test_a_click_outside_closes_a_dialog_where_the_browser_does_not(enter: Enter) -> None:
    anna = enter("Anna", account=False)
    anna.context.add_init_script(NO_CLOSEDBY)
    anna.create_account()
    anna.expect_in_touch()
    anna.page.get_by_role("button", name="Contexts", exact=True).click()
    dialog = anna.page.get_by_role("dialog", name="Contexts", exact=True)
    expect(dialog).to_be_visible()
    dialog.get_by_role("heading", name="Contexts").click()
    dialog.get_by_role("heading", name="Contexts").hover()
    anna.page.mouse.down()
    anna.page.mouse.move(5, 5)
    anna.page.mouse.up()
    expect(dialog).to_be_visible()
    anna.page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()


def test_without_https_there_is_copying_all_the_same(enter: Enter, arrive: Arrive) -> None:
    anna = enter("Anna", account=False)
    anna.context.add_init_script(NO_CLIPBOARD)
    anna.create_account()
    conversation = anna.start_direct(arrive("Cleo"))
    conversation.send("to be copied").menu("Copy text")
    expect(anna.page.get_by_role("status", name="Notes")).to_contain_text("Copied")
    conversation.box.focus()
    conversation.box.press("ControlOrMeta+v")
    expect(conversation.box).to_have_value("to be copied")
