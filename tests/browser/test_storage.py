"""What a device keeps: shown, held within bounds, and given up when the browser has no room."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.doorway import RESULTS

FOLDER = RESULTS / "screenshots"
_FITS = """() => {
  const panel = document.querySelector('.settings-panel');
  return panel.scrollWidth <= panel.clientWidth;
}"""
SIZES = {"desktop": (1280, 800), "phone": (390, 844), "narrow": (320, 640)}


def test_the_storage_section(enter: Enter, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "Are there frogs?")
    anna.open_conversation("Pond").send("I will look").expect_status("sent", "delivered", "read")
    anna.expect_ready_for_offline()
    dialog = anna.open_settings("Storage")
    expect(dialog.get_by_text("of 500 MB")).to_be_visible()
    expect(dialog.get_by_text("The application itself")).to_be_visible()
    dialog.get_by_label("Keep at most").select_option("100 MB")
    expect(dialog.get_by_text("of 100 MB")).to_be_visible()
    with anna.page.expect_response("**/api/v1/sync/config") as told:
        dialog.get_by_label("Keep messages for").select_option("30 days")
    assert told.value.ok
    dialog.get_by_role("button", name="Clean up now").click()
    expect(anna.note("There was nothing to remove.")).to_be_visible()
    expect(dialog.get_by_text("Last cleaned up today")).to_be_visible()
    anna.note("There was nothing").get_by_role("button", name="Dismiss").click()
    for scheme in ("light", "dark"):
        anna.page.emulate_media(color_scheme=scheme)
        assert axe.violations(anna.page) == []
    for device, (width, height) in SIZES.items():
        anna.page.set_viewport_size({"width": width, "height": height})
        assert anna.page.evaluate(_FITS), f"something is cut off on a {device}"
        for scheme in ("light", "dark"):
            anna.page.emulate_media(color_scheme=scheme)
            for part, name in (("", "Kept on this device"), ("-below", "Export and import")):
                dialog.get_by_role("heading", name=name).scroll_into_view_if_needed()
                anna.page.screenshot(path=FOLDER / f"{device}-{scheme}-storage{part}.png", animations="disabled")
