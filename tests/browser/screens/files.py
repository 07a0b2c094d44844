"""Files: brought into the composer, on their way, in messages."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.browser.screens.message import Message

_TRANSFER = """(files) => {
  const transfer = new DataTransfer();
  for (const {name, type, bytes} of files)
    transfer.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, {type}));
  return transfer;
}"""


class Upload(dict[str, Any]):
    """A file in somebody's hands: `name`, `mimeType`, `buffer`, as Playwright takes it."""

    def __init__(self, name: str, media_type: str, content: bytes) -> None:
        super().__init__(name=name, mimeType=media_type, buffer=content)


def photograph(number: int, size: tuple[int, int] = (1200, 900)) -> Upload:
    """A picture unlike the others."""
    image = Image.new("RGB", size, (40 + number * 20, 90, 220 - number * 20))
    pen = ImageDraw.Draw(image)
    for step in range(0, max(size), 60):
        pen.line((step, 0, size[0] - step, size[1]), fill=(255, 255 - number * 10, number * 25), width=9)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return Upload(f"photo {number}.jpg", "image/jpeg", file.getvalue())


def text_file(name: str, content: str = "notes", media_type: str = "text/plain") -> Upload:
    return Upload(name, media_type, content.encode())


class Files:
    """What a window shows of files."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tray = page.get_by_role("list", name="Files to send")
        self.viewer = page.get_by_role("dialog", name="Pictures")

    def choose(self, *files: Upload) -> None:
        """By the button."""
        with self.page.expect_file_chooser() as chosen:
            self.page.get_by_role("button", name="Attach files").click()
        chosen.value.set_files(list(files))  # type: ignore[arg-type]

    def drop(self, *files: Upload) -> None:
        """Let go over the timeline."""
        transfer = self._transfer(files)
        target = self.page.get_by_role("log", name="Messages")
        for event in ("dragenter", "dragover", "drop"):
            target.dispatch_event(event, {"dataTransfer": transfer})

    def paste(self, *files: Upload) -> None:
        self.page.get_by_role("textbox", name="Message").evaluate(
            """(box, transfer) => box.dispatchEvent(
              new ClipboardEvent('paste', {clipboardData: transfer, bubbles: true, cancelable: true}))""",
            self._transfer(files),
        )

    def _transfer(self, files: tuple[Upload, ...]) -> Any:
        carried = [
            {"name": f["name"], "type": f["mimeType"], "bytes": base64.b64encode(f["buffer"]).decode()} for f in files
        ]
        return self.page.evaluate_handle(_TRANSFER, carried)

    def expect_staged(self, *names: str) -> None:
        expect(self.tray.locator("bdi")).to_have_text(list(names))

    @staticmethod
    def of(message: Message | Locator) -> Locator:
        """What a message carries."""
        article = message if isinstance(message, Locator) else message.article
        return article.locator(".attachments")

    @staticmethod
    def expect_pictures(where: Locator, *names: str) -> None:
        """These pictures are there, each drawn."""
        expect(where.locator("img")).to_have_count(len(names))
        for name in names:
            picture = where.get_by_role("img", name=name, exact=True)
            expect(picture).to_be_visible()
            expect(picture).to_have_js_property("complete", True)
            assert picture.evaluate("(image) => image.naturalWidth > 0"), f"{name} is broken"
