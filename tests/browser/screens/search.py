"""The search box and what it finds."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class Search:
    """Conversations and people by their names, messages by their words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_role("searchbox", name="Search")
        self.messages = page.get_by_role("region", name="Messages found")
        self.hits = self.messages.get_by_role("listitem")
        self.state = self.messages.get_by_role("status")
        self.marked = self.messages.locator("mark")

    def for_(self, words: str) -> Search:
        self.box.fill(words)
        return self

    def expect_searched(self, where: str) -> None:
        """What was looked through: `both` this device and the server, or why only this device."""
        expect(self.messages.locator("[data-searched]")).to_have_attribute("data-searched", where)

    def hit(self, text: str) -> Locator:
        return self.hits.filter(has_text=text).get_by_role("link")

    def expect_hits(self, *texts: str, in_any_order: bool = False) -> None:
        """Exactly these messages are found, in this order."""
        found = self.messages.locator(".hit-text")
        expect(found).to_have_count(len(texts))
        if in_any_order:
            for text in texts:
                expect(found.filter(has_text=text)).to_have_count(1)
        else:
            expect(found).to_have_text(list(texts))

    def filter(self, name: str, choice: str) -> None:
        """Narrow the search; the filters open when they are not."""
        toggle = self.messages.get_by_role("button", name="Filters")
        if toggle.get_attribute("aria-expanded") == "false":
            toggle.click()
        self.messages.get_by_role("combobox", name=name).select_option(choice)
