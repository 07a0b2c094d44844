"""Cards of the pages that messages link to, as people see them: they come by themselves and move nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import Enter
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE
from tests.browser.screens.timeline import Timeline
from tests.support.live import LiveServer
from tests.support.previews import Reply, Web, picture, serving

LINK = "http://example.org/roses"
WORDS = f"Look at {LINK}"
HEAD = (
    '<meta property="og:title" content="Roses, and how to cut them">'
    '<meta property="og:description" content="In winter, above the third bud from the ground, at a slant.">'
    '<meta property="og:site_name" content="The Gardener"><meta property="og:image" content="/rose.jpg">'
)
WITHOUT_PICTURE = """(card) => {
  const before = card.offsetHeight;
  card.querySelector('img').removeAttribute('src');
  return [before, card.offsetHeight];
}"""


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    web = Web()
    web.page(HEAD, "/roses")
    web.page('<title>Tulips</title><meta property="og:image" content="/small.png">', "/tulips")
    web.pages["/rose.jpg"] = Reply(picture(1200, 630, "JPEG"), "image/jpeg")
    web.pages["/small.png"] = Reply(picture(120, 120), "image/png")
    yield web
    web.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, template: Path, web: Web) -> Iterator[LiveServer]:
    """The module's own: one that makes previews."""
    with serving(tmp_path_factory.mktemp("server"), web) as server:
        yield server


def test_a_card_comes_moves_nothing_and_stays_offline(enter: Enter, arrive, elsewhere, server, web: Web) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    direct = cleo.direct(elsewhere(anna))
    for number in range(40):
        cleo.send(direct, f"Line {number}\n\nand more of it")
    expect(anna.item("Cleo")).to_contain_text("Line 39")
    elsewhere(anna).post(f"/chat/mark-read/{cleo.id}")
    expect(anna.item("Cleo")).not_to_contain_text("unread")
    here = anna.open_conversation("Cleo")
    timeline = Timeline(anna.page)
    timeline.come_to_rest()
    timeline.watch_shifts()

    # At the end, the newest stays in view; the picture's room is there before it is.
    cleo.send(direct, WORDS)
    card = here.message(WORDS).article.get_by_role("link", name="Roses, and how to cut them")
    expect(card).to_contain_text("The Gardener")
    expect(card).to_have_attribute("href", LINK)
    expect(card).to_be_in_viewport(ratio=1)
    timeline.come_to_rest()
    expect(card.locator("img")).not_to_have_js_property("naturalWidth", 0)
    shown, empty = card.evaluate(WITHOUT_PICTURE)
    assert shown == empty > 200

    # One that comes above what one reads leaves that where it is.
    gate = web.gates["/tulips"] = threading.Event()
    cleo.send(direct, "See http://example.org/tulips")
    for number in range(20):
        cleo.send(direct, f"Afterwards {number}\n\nand more of it")
    expect(here.log).to_contain_text("Afterwards 19")
    timeline.come_to_rest()
    timeline.wheel(-150)
    timeline.come_to_rest()
    tulips = here.message("See http://example.org/tulips").article
    expect(tulips).not_to_be_in_viewport()
    before = timeline.in_view()
    gate.set()
    expect(tulips.locator(".link-preview")).to_contain_text("Tulips")
    timeline.come_to_rest()
    timeline.expect_view(before)
    assert timeline.shifts() == []

    anna.expect_ready_for_offline()
    anna.open()
    anna.open_conversation("Cleo")
    expect(anna.page.locator(".link-preview .wide img")).not_to_have_js_property("naturalWidth", 0)
    anna.go_offline()
    anna.open()
    anna.open_conversation("Cleo")
    expect(here.message(WORDS).article.locator(".link-preview")).to_contain_text("The Gardener")
    expect(anna.page.locator(".link-preview .wide img")).not_to_have_js_property("naturalWidth", 0)
    anna.go_online()
    anna.notice_the_network()
    anna.expect_in_touch()
    expect_convergence(server, anna)


def test_who_wrote_it_removes_it_and_who_wants_none_sees_none(enter: Enter, server) -> None:
    anna, ben = enter("Anna"), enter("Ben", **PHONE)
    anna.start_group("Garden", ben)
    mine = anna.conversation.send(WORDS)
    theirs = ben.open_conversation("Garden").message(WORDS)
    for message in (mine, theirs):
        expect(message.article.locator(".link-preview")).to_be_visible()
    assert axe.violations(ben.page) == []
    ben.page.set_viewport_size({"width": 320, "height": 700})
    assert ben.page.evaluate("document.documentElement.scrollWidth") <= 320

    anna.go_offline()
    mine.menu("Remove preview")
    expect(mine.article.locator(".link-preview")).to_have_count(0)
    expect(theirs.article.locator(".link-preview")).to_be_visible()
    anna.go_online()
    anna.notice_the_network()
    expect(theirs.article.locator(".link-preview")).to_have_count(0)

    again = f"{WORDS} again"
    anna.conversation.send(again)
    expect(ben.conversation.message(again).article.locator(".link-preview")).to_be_visible()
    ben.to_list()
    settings = ben.open_settings()
    settings.get_by_role("tab", name="Account").click()
    settings.get_by_role("checkbox", name="Link previews").uncheck()
    ben.page.keyboard.press("Escape")
    ben.open_conversation("Garden")
    expect(ben.conversation.message(again).article.locator(".link-preview")).to_have_count(0)
    ben.expect_in_touch()
    quiet = f"{WORDS}, says Ben"
    ben.conversation.send(quiet).expect_status("sent", "delivered", "read")
    loud = f"{WORDS}, says Anna"
    anna.conversation.send(loud)
    expect(anna.conversation.message(loud).article.locator(".link-preview")).to_be_visible()
    expect(anna.conversation.message(quiet).article.locator(".link-preview")).to_have_count(0)
    expect_convergence(server, anna, ben)
