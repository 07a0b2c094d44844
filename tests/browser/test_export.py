"""Everything goes with one to another browser, and an older QuChat's data into this one."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence, holds
from tests.browser.screens.participant import Participant
from tests.browser.troubles import NOT_SIGNED_IN
from tests.support.live import LiveServer
from tests.support.people import Person

TABLES = ("messages", "reactions", "conversations", "memberships", "contacts", "userProfiles", "drafts")
_OLD = """async ({bob, room, mine}) => {
  const db = await new Promise((resolve) => {
    const opening = indexedDB.open('QuChatDB', 3);
    opening.onupgradeneeded = () => {
      const stores = ['messages', 'contacts', 'drafts', 'meta'];
      for (const name of stores) opening.result.createObjectStore(name, {keyPath: 'id'});
    };
    opening.onsuccess = () => resolve(opening.result);
  });
  const writing = db.transaction([...db.objectStoreNames], 'readwrite');
  const put = (store, row) => writing.objectStore(store).put(row);
  const unsent = {conversation_id: room, sender_id: mine, content: 'From the old days', status: 'pending'};
  put('messages', {id: 'temp-1', ...unsent});
  const lost = {conversation_id: 'gone', sender_id: bob, content: 'Of a lost group', status: 'read'};
  put('messages', {id: 'temp-2', ...lost});
  put('drafts', {id: room, content: 'Half a thought of old'});
  put('meta', {id: 1, key: 'user_id', value: mine});
  await new Promise((resolve) => { writing.oncomplete = resolve; });
  db.close();
}"""


@pytest.fixture
def cleo(arrive: Arrive) -> Person:
    return arrive("Cleo")


def test_export_sign_out_import(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet(*NOT_SIGNED_IN)
    person = elsewhere(anna)
    pond = cleo.group("Pond", person)
    for number in range(60):
        cleo.send(pond, f"Leaf {number} <b>&amp;</b>")
    here = anna.open_conversation("Pond")
    expect(here.messages.last).to_contain_text("Leaf 59")
    here.send("I will look").expect_status("sent", "delivered", "read")
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    here.send("Not yet sent")
    here.message("I will look").react("👍")
    here.box.fill("Half a thought")
    expect(anna.item("Pond")).to_contain_text("Not yet sent")
    anna.expect_pending(2)
    saved = _export(anna, tmp_path)
    before = holds(anna, person.id)
    _expect_readable(anna, saved)

    dialog = anna.open_settings("Account")
    dialog.get_by_role("button", name="Sign out").click()
    anna.page.get_by_role("dialog").last.get_by_role("button", name="Sign out").last.click()
    anna.page.wait_for_url("**/")
    anna.go_online()
    anna.open("/sign-in")
    anna.sign_in()
    anna.expect_in_touch()
    storage = anna.open_settings("Storage")
    _import(storage, saved)
    expect(storage.get_by_text("Imported: ")).to_contain_text("2 unsent changes, and 1 draft")
    anna.page.keyboard.press("Escape")
    anna.open_conversation("Pond")
    here.message("Not yet sent").expect_status("sent", "delivered", "read")
    expect(here.box).to_have_value("Half a thought")
    anna.expect_in_touch()
    expect_convergence(server, anna)
    after = holds(anna, person.id)
    for table in TABLES:
        assert _ids(after[table]) >= _ids(before[table]), table

    _import(anna.open_settings("Storage"), saved)
    expect(storage.get_by_text("Everything in it was here already.")).to_be_visible()
    anna.page.keyboard.press("Escape")
    expect_convergence(server, anna)

    dora = enter("Dora")
    other = dora.open_settings("Storage")
    _import(other, saved)
    expect(other.get_by_text("This export belongs to Anna.")).to_be_visible()
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(saved.read_bytes()[:-300])
    _import(other, spoilt)
    expect(other.get_by_text("Nothing was changed.")).to_be_visible()


def test_an_older_database_is_taken_over(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    anna = enter("Anna")
    person = elsewhere(anna)
    pond = cleo.group("Pond", person)
    here = anna.open_conversation("Pond")
    anna.page.evaluate(_OLD, {"bob": cleo.id, "room": pond["id"], "mine": person.id})
    anna.page.reload()
    anna.note("data of an older QuChat").get_by_role("button", name="Look at it").click()
    dialog = anna.page.get_by_role("dialog", name="Older QuChat data")
    expect(dialog).to_contain_text("2 messages, 1 unsent message, 1 draft")
    assert axe.violations(anna.page) == []
    dialog.get_by_role("button", name="Take over").click()
    expect(dialog).to_contain_text("1 entry belongs to conversations or people that are not here any more.")
    with anna.page.expect_download() as download:
        dialog.get_by_role("button", name="Save as a file, then remove").click()
    left = json.loads(_save(download.value, tmp_path).read_text())
    assert [row["content"] for row in left] == ["Of a lost group"]
    expect(anna.note("The old data is removed.")).to_be_visible()
    here.message("From the old days").expect_status("sent", "delivered", "read")
    names = anna.page.evaluate("indexedDB.databases().then((all) => all.map(({name}) => name))")
    assert "QuChatDB" not in names
    anna.page.reload()
    expect(here.box).to_have_value("Half a thought of old")
    expect_convergence(server, anna)


def _export(person: Participant, folder: Path) -> Path:
    storage = person.open_settings("Storage")
    with person.page.expect_download() as download:
        storage.get_by_role("button", name="Export everything").click()
    expect(storage.get_by_text("Exported.")).to_be_visible()
    person.page.keyboard.press("Escape")
    return _save(download.value, folder)


def _save(download: Download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def _import(storage: Locator, file: Path) -> None:
    storage.get_by_label("Export to import").set_input_files(file)


def _expect_readable(person: Participant, saved: Path) -> None:
    """The page in it says everything, from a file and without a script."""
    with zipfile.ZipFile(saved) as archive:
        assert archive.testzip() is None
        page = saved.parent / "conversations.html"
        page.write_bytes(archive.read("conversations.html"))
        manifest = json.loads(archive.read("quchat.json"))
    assert manifest["account"]["username"] == person.username
    reader = person.context.new_page()
    reader.goto(page.as_uri())
    expect(reader.get_by_role("heading", name="Pond")).to_be_visible()
    expect(reader.get_by_role("article").filter(has_text="Leaf 59 <b>&amp;</b>")).to_be_visible()
    expect(reader.get_by_role("article").filter(has_text="Not yet sent")).to_contain_text("not sent")
    expect(reader.get_by_role("article").filter(has_text="Half a thought")).to_contain_text("Draft")
    reader.close()


def _ids(rows: list[dict[str, str]]) -> set[tuple[str, ...]]:
    return {tuple(str(row.get(name)) for name in ("id", "conversation_id", "user_id")) for row in rows}
