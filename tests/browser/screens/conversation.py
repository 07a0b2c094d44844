"""The open conversation: timeline and composer."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.screens.message import Message


class Conversation:
    """What stands in the main pane."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pane = page.get_by_role("main")
        self.log = page.get_by_role("log", name="Messages")
        self.messages = self.log.get_by_role("article")
        self.box = page.get_by_role("textbox", name="Message")
        self.send_button = page.get_by_role("button", name="Send")
        self.typing = page.locator(".typing-line")
        self.unread_divider = self.log.get_by_role("separator").filter(has_text="New")
        self.about = page.locator(".conversation-about")

    def expect_title(self, title: str) -> None:
        expect(self.pane.get_by_role("heading", level=1)).to_have_text(title)

    def message(self, text: str) -> Message:
        """The newest message that says exactly this."""
        words = re.compile(rf"^\s*{re.escape(text)}\s*$")
        return Message(self.page, self.messages.filter(has=self.page.locator(".prose", has_text=words)).last)

    def somebody_elses(self) -> Message:
        """The newest that one has not written oneself."""
        return Message(self.page, self.log.locator("article.message:not(.own):not(.system-message)").last)

    def at(self, ordinal: int) -> Message:
        return Message(self.page, self.log.locator(f'[data-ordinal="{ordinal}"]'))

    def send(self, text: str) -> Message:
        """Write and send; it is on the screen at once."""
        self.box.fill(text)
        self.send_button.click()
        expect(self.box).to_have_value("")
        return self.message(text)

    def expect_messages(self, *texts: str) -> None:
        """Exactly these messages stand here, in this order."""
        expect(self.log.locator(".prose")).to_have_text(list(texts))

    def expect_system(self, text: str) -> None:
        expect(self.messages.filter(has_text=text)).to_be_visible()

    def option(self, name: str) -> None:
        """Choose from the conversation's menu."""
        self.pane.get_by_role("button", name="Conversation options").click()
        self.page.get_by_role("menuitem", name=name).click()

    def open_members(self) -> Locator:
        self.pane.get_by_role("button", name="Members", exact=True).click()
        return self.page.get_by_role("dialog", name="Members")

    def open_group_settings(self) -> Locator:
        """What a moderator may change stands folded above the members."""
        members = self.open_members()
        members.get_by_text("Group settings").click()
        return members
