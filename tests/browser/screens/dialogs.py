"""How each dialog is opened, from the open conversation of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.browser.screens.message import HISTORY
from tests.browser.screens.participant import Participant

SECTIONS = ("Profile", "Appearance", "Account", "Devices", "Invites", "Sync", "Storage")


def openers(person: Participant) -> dict[str, Callable[[], object]]:
    """By the name of the dialog; `Settings` and its sections apart."""
    page, here = person.page, person.conversation
    return {
        "New conversation": lambda: page.get_by_role("button", name="New conversation").first.click(),
        "Contacts": lambda: page.get_by_role("button", name="Contacts", exact=True).click(),
        "Contexts": lambda: page.get_by_role("button", name="Contexts", exact=True).click(),
        "Members": here.open_members,
        "Keyboard shortcuts": lambda: (person.leave_the_box(), page.keyboard.press("?")),
        "Edit history": lambda: here.log.get_by_role("button", name=HISTORY).first.click(),
        "Go to": lambda: page.keyboard.press("Control+k"),
        "Report message": lambda: here.somebody_elses().menu("Report…"),
        "Leave": lambda: here.option("Leave group"),
    }


@contextmanager
def opened(person: Participant, name: str, opener: Callable[[], object]) -> Iterator[None]:
    """For the length of a block."""
    opener()
    dialog = person.page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    yield
    person.page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
