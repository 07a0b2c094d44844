"""The messages of the open conversation as one scrolls through them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens.message import Message

_IN_VIEW = """() => {
  const view = document.querySelector('.timeline-scroll').getBoundingClientRect();
  return [...document.querySelectorAll('[role=log] article')]
    .map((article) => ({ordinal: Number(article.dataset.ordinal), box: article.getBoundingClientRect()}))
    .filter(({box}) => box.bottom > view.top + 1 && box.top < view.bottom - 1)
    .map(({ordinal, box}) => ({ordinal, top: box.top - view.top}));
}"""
_AT_REST = """() => new Promise((resolve) => {
  const scroller = document.querySelector('.timeline-scroll');
  const look = () => `${scroller.scrollTop} ${scroller.scrollHeight} ${scroller.textContent.length}`;
  let before = look();
  let same = 0;
  const frame = () => {
    const now = look();
    same = now === before ? same + 1 : 0;
    before = now;
    if (same < 15) requestAnimationFrame(frame);
    else resolve(true);
  };
  requestAnimationFrame(frame);
})"""
# Shifts of what was in view both before and after, and was not moved by scrolling.
_WATCH_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      for (const {node, previousRect, currentRect} of entry.sources) {
        const article = node instanceof Element ? node.closest('article') : node?.parentElement?.closest('article');
        if (article) window.shifts.push([article.dataset.ordinal, previousRect.y, currentRect.y]);
      }
    }
  }).observe({type: 'layout-shift', buffered: false});
}"""


class Timeline:
    """What stands in the log, and where."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log", name="Messages")
        self.articles = self.log.get_by_role("article")

    def at(self, ordinal: int) -> Message:
        return Message(self.page, self.log.locator(f'[data-ordinal="{ordinal}"]'))

    def in_view(self) -> list[dict[str, Any]]:
        """`{ordinal, top}` of each message in view, `top` in pixels below the top of the view."""
        return self.page.evaluate(_IN_VIEW)  # type: ignore[no-any-return]

    def expect_view(self, view: list[dict[str, Any]]) -> None:
        """All stands where it stood, but for less than a pixel: scroll positions are whole ones, heights are not."""
        now = self.in_view()
        assert [shown["ordinal"] for shown in now] == [shown["ordinal"] for shown in view]
        assert [shown["top"] for shown in now] == pytest.approx([shown["top"] for shown in view], abs=0.99)

    def ordinals(self) -> list[int]:
        """Of every message that is in the page."""
        return self.articles.evaluate_all("(all) => all.map(({dataset}) => Number(dataset.ordinal))")  # type: ignore[no-any-return]

    def expect_in_view(self, ordinal: int) -> None:
        expect(self.at(ordinal).article).to_be_in_viewport()

    def come_to_rest(self) -> None:
        """Wait until nothing in it moves or changes any more."""
        expect(self.articles.first).to_be_attached()
        self.page.evaluate(_AT_REST)

    def wheel(self, pixels: int) -> None:
        """Turn the wheel over it: down, or up by less than nothing."""
        self.log.locator("..").hover(position={"x": 20, "y": 200})
        self.page.mouse.wheel(0, pixels)

    def watch_shifts(self) -> None:
        """From here on note every message that moves without being scrolled."""
        self.page.evaluate(_WATCH_SHIFTS)

    def shifts(self) -> list[Any]:
        return self.page.evaluate("window.shifts")  # type: ignore[no-any-return]
