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

    def hit(self, text: str) -> Locator:
        return self.hits.filter(has_text=text).get_by_role("link")

    def expect_hits(self, *texts: str) -> None:
        """Exactly these messages are found, in this order."""
        expect(self.messages.locator(".hit-text")).to_have_text(list(texts))

    def filter(self, name: str, choice: str) -> None:
        """Narrow the search; the filters open when they are not."""
        toggle = self.messages.get_by_role("button", name="Filters")
        if toggle.get_attribute("aria-expanded") == "false":
            toggle.click()
        self.messages.get_by_role("combobox", name=name).select_option(choice)
