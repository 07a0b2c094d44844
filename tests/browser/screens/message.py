"""One message in the timeline."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

HISTORY = "Edited. Show earlier versions"


class Message:
    """An article of the timeline."""

    def __init__(self, page: Page, article: Locator) -> None:
        self.page = page
        self.article = article

    def expect_status(self, *statuses: str) -> None:
        """Wait until it is as far as one of these."""
        expect(self.article).to_have_attribute("data-status", _any_of(statuses))

    def expect_text(self, text: str) -> None:
        expect(self.text).to_have_text(text)

    @property
    def id(self) -> str:
        return self.article.get_attribute("data-message-id") or ""

    @property
    def text(self) -> Locator:
        return self.article.locator(".prose")

    @property
    def quote(self) -> Locator:
        """What it answers."""
        return self.article.locator(".quote")

    @property
    def trouble(self) -> Locator:
        """Why it was not sent."""
        return self.article.locator(".message-trouble")

    def reaction(self, emoji: str) -> Locator:
        return self.article.get_by_role("button", name=emoji)

    def bar(self, action: str) -> None:
        """Use the bar that shows under the pointer."""
        self.article.hover()
        self.article.get_by_role("group", name="Message actions").get_by_role("button", name=action).click()

    def menu(self, action: str) -> None:
        """Use the menu, which every way of input reaches."""
        self.article.focus()
        self.article.press("Enter")
        self.page.get_by_role("menu", name="Message actions").get_by_role("menuitem", name=action).click()

    def react(self, emoji: str) -> None:
        """One of the reactions in the menu."""
        self.article.focus()
        self.article.press("Enter")
        self.page.get_by_role("menuitemcheckbox", name=emoji).click()

    def show_history(self) -> Locator:
        self.article.get_by_role("button", name=HISTORY).click()
        return self.page.get_by_role("dialog", name="Edit history")


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"^({'|'.join(words)})$")
