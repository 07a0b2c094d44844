"""Somebody in front of a window."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.screens.conversation import Conversation
from tests.browser.troubles import NO_NETWORK, Troubles
from tests.support.people import PASSWORD, Person

_TREMBLE = """() => {
  delete document.documentElement.dataset.trembled;
  navigator.vibrate = () => Boolean((document.documentElement.dataset.trembled = 'yes'));
}"""


class Participant:
    """A person and their window; `another_tab()` is a second one beside it in the same browser."""

    def __init__(self, context: BrowserContext, address: str, name: str, username: str, troubles: Troubles) -> None:
        self.context = context
        self.address = address
        self.name = name
        self.username = username
        self.troubles = troubles
        self._look_at(context.new_page())

    def _look_at(self, page: Page) -> None:
        self.page = page
        self.conversation = Conversation(page)
        self.conversations = page.get_by_role("navigation", name="Conversations")
        self._back = page.get_by_role("link", name="Back to conversations")
        self.status = page.get_by_role("status", name="Sync status")

    # Coming and going

    def open(self, path: str = "/") -> None:
        self.page.goto(self.address + path)

    def close(self) -> None:
        """Close the window; the browser keeps what it holds."""
        self.page.close()

    def reopen(self) -> None:
        """A new window of the same browser."""
        self._look_at(self.context.new_page())
        self.open()

    def create_account(self) -> None:
        """Without the form, which is slower."""
        form = {"username": self.username, "password": PASSWORD, "display_name": self.name}
        answer = self.context.request.post(f"{self.address}/api/v1/auth/register", data=form)
        assert answer.ok, answer.text()
        self.open()

    def fill_in_registration(self) -> None:
        self.page.get_by_role("textbox", name="Username").fill(self.username)
        self.page.get_by_role("textbox", name="Display name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Create account").click()

    def sign_in(self) -> None:
        self.page.get_by_role("textbox", name="Username").fill(self.username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def another_tab(self) -> Participant:
        tab = Participant(self.context, self.address, self.name, self.username, self.troubles)
        tab.open()
        return tab

    def go_offline(self) -> None:
        """Pull the cable."""
        self.troubles.may_meet(*NO_NETWORK)
        self.context.set_offline(True)

    def go_online(self) -> None:
        self.context.set_offline(False)

    def expect_ready_for_offline(self) -> None:
        """Wait until the service worker holds the application."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def notice_the_network(self) -> None:
        """The browser says that the network is back; by itself QuChat would try again a little later."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    # How it stands with the server

    def expect_in_touch(self) -> None:
        """Wait until nothing waits any more."""
        expect(self.status).to_have_attribute("data-online", "true")
        self.expect_pending(0)

    def expect_offline(self) -> None:
        expect(self.status).to_have_attribute("data-online", "false")

    def expect_pending(self, count: int) -> None:
        expect(self.status).to_have_attribute("data-pending", str(count))

    # The list

    def item(self, title: str) -> Locator:
        """A conversation in the list."""
        return self.conversations.get_by_role("listitem", name=title, exact=True)

    def open_conversation(self, title: str) -> Conversation:
        self.to_list()
        self.item(title).get_by_role("link").click()
        self.conversation.expect_title(title)
        return self.conversation

    def to_list(self) -> None:
        """Back to the list, where it is not beside the conversation anyway."""
        if self._back.is_visible():
            self._back.click()

    def back_to_list(self) -> None:
        """On a phone, where only one of the two fits."""
        self._back.click()

    def expect_unread(self, title: str, count: int) -> None:
        """The count is part of what a screen reader says about the conversation."""
        words = f"{count} unread message" + ("" if count == 1 else "s")
        expect(self.item(title).get_by_role("link", name=words)).to_be_visible()

    # Starting to talk

    def start_direct(self, other: Participant | Person) -> Conversation:
        dialog = self._new_conversation()
        self._find(dialog, other)
        dialog.get_by_role("button", name=f"@{other.username}").click()
        self.conversation.expect_title(other.name if isinstance(other, Participant) else other.user["display_name"])
        return self.conversation

    def start_group(self, title: str, *others: Participant | Person) -> Conversation:
        dialog = self._new_conversation()
        dialog.get_by_role("radio", name="Group").check()
        dialog.get_by_role("textbox", name="Title").fill(title)
        for other in others:
            self._find(dialog, other)
            dialog.get_by_role("checkbox", name=f"@{other.username}").check()
        dialog.get_by_role("button", name="Create group").click()
        self.conversation.expect_title(title)
        return self.conversation

    def _new_conversation(self) -> Locator:
        self.page.get_by_role("button", name="New conversation").first.click()
        return self.page.get_by_role("dialog", name="New conversation")

    def _find(self, dialog: Locator, other: Participant | Person) -> None:
        dialog.get_by_role("searchbox", name="Find people").fill(other.username)

    # Whatever opens above

    def choose(self, menu: str, item: str) -> None:
        """From a menu that is open."""
        self.page.get_by_role("menu", name=menu).get_by_role("menuitem", name=item).click()

    def leave_the_box(self) -> None:
        """Away from where one writes, where letters are shortcuts."""
        self.conversation.messages.last.focus()

    def note(self, text: str) -> Locator:
        """A note at the foot of the screen."""
        return self.page.locator(".toast").filter(has_text=text)

    def hold(self, target: Locator) -> None:
        """Rest a finger on something until the phone trembles, then lift it."""
        box = target.bounding_box()
        assert box, "nothing there to hold"
        point = {"x": box["x"] + box["width"] / 3, "y": box["y"] + box["height"] / 2}
        self.page.evaluate(_TREMBLE)
        screen = self.context.new_cdp_session(self.page)
        screen.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        expect(self.page.locator("html")).to_have_attribute("data-trembled", "yes")
        screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def open_settings(self, section: str = "Profile") -> Locator:
        self.page.get_by_role("button", name="Settings").click()
        dialog = self.page.get_by_role("dialog", name="Settings")
        dialog.get_by_role("tab", name=section).click()
        return dialog
