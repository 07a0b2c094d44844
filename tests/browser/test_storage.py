"""What a device keeps: shown, held within bounds, and given up when the browser has no room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence, holds
from tests.browser.doorway import RESULTS
from tests.browser.screens.timeline import Timeline
from tests.support.live import LiveServer
from tests.support.people import new_id, op

FOLDER = RESULTS / "screenshots"
_FITS = """() => {
  const panel = document.querySelector('.settings-panel');
  return panel.scrollWidth <= panel.clientWidth;
}"""
# On the device alone; the server's times come back with its rows.
_BACKDATE = """async (created_at) => {
  const {name} = (await indexedDB.databases()).find(({name}) => name.startsWith('QuChatDB:'));
  const db = await new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
  });
  const writing = db.transaction('messages', 'readwrite');
  writing.objectStore('messages').openCursor().onsuccess = ({target: {result}}) => {
    if (!result) return;
    if (result.value.ordinal <= 60) result.update({...result.value, created_at});
    result.continue();
  };
  await new Promise((resolve) => { writing.oncomplete = resolve; });
  db.close();
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


def test_old_messages_leave_the_device_and_come_back_when_scrolled_to(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    person = elsewhere(anna)
    pond = cleo.group("Pond", person)
    here = anna.open_conversation("Pond")
    leaves = [op("message", "create", new_id(), fields=_leaf(pond, number)) for number in range(120)]
    cleo.push(*leaves[:60])
    cleo.push(*leaves[60:])
    expect(here.messages.last).to_contain_text("Leaf 119")
    anna.expect_in_touch()
    long_ago = (datetime.now(UTC) - timedelta(days=60)).isoformat()
    anna.page.evaluate(_BACKDATE, long_ago)
    # An open conversation would fetch what it shows again at once.
    anna.page.get_by_role("link", name="QuChat").click()

    dialog = anna.open_settings("Storage")
    with anna.page.expect_response("**/api/v1/sync/config"):
        dialog.get_by_label("Keep messages for").select_option("30 days")
    dialog.get_by_role("button", name="Clean up now").click()
    expect(anna.note("removed from this device")).to_be_visible()
    anna.page.keyboard.press("Escape")
    held = holds(anna, person.id)["messages"]
    assert len(held) < 70
    anna.open_conversation("Pond")
    timeline = Timeline(anna.page)
    for _ in range(40):
        if here.message("Leaf 0").article.is_visible():
            break
        timeline.wheel(-2000)
        timeline.come_to_rest()
    expect(here.message("Leaf 0").article).to_be_visible()
    expect_convergence(server, anna)


def _leaf(conversation: dict[str, Any], number: int) -> dict[str, str]:
    return {"conversation_id": conversation["id"], "content": f"Leaf {number}"}
