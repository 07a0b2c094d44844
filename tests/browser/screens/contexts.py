"""Contexts: the panel, the editor, the reader, and what is attached."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.screens.participant import Participant


class Contexts:
    """The panel of all that one keeps."""

    def __init__(self, person: Participant) -> None:
        self.page: Page = person.page
        self.dialog = self.page.get_by_role("dialog", name="Contexts", exact=True)
        self.editor = self.page.get_by_role("dialog", name="context")

    def open(self) -> Contexts:
        self.page.get_by_role("button", name="Contexts", exact=True).click()
        return self

    def close(self) -> None:
        self.dialog.get_by_role("button", name="Close", exact=True).click()

    def row(self, title: str) -> Locator:
        return self.dialog.locator(".context-row").filter(has_text=title)

    def expect_titles(self, *titles: str) -> None:
        expect(self.dialog.locator(".context-title")).to_have_text(list(titles))

    def create(self, title: str, text: str, tags: str = "", category: str = "Knowledge") -> None:
        self.dialog.get_by_role("button", name="New context").click()
        write(self.page, title=title, text=text, tags=tags, category=category)

    def option(self, title: str, item: str) -> None:
        self.dialog.get_by_role("button", name=f"Options for {title}").click()
        self.page.get_by_role("menuitem", name=item).click()

    def read(self, title: str) -> Locator:
        self.row(title).locator(".context-open").click()
        return self.page.get_by_role("dialog", name=title)


def write(page: Page, title: str | None = None, text: str | None = None, **more: str) -> None:
    """Fill the editor in, and save."""
    editor = page.locator("qu-context-editor")
    if title is not None:
        editor.get_by_role("textbox", name="Title").fill(title)
    if text is not None:
        editor.get_by_role("textbox", name="Text").fill(text)
    if more.get("tags"):
        editor.get_by_role("textbox", name="Tags").fill(more["tags"])
    if more.get("category"):
        editor.get_by_role("combobox", name="Category").select_option(more["category"])
    editor.get_by_role("button", name="Save").click()
    expect(editor).not_to_be_attached()
