"""What happens to open pages when the application, its database or the browser's storage changes under them."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence, holds
from tests.browser.second_release import change_to
from tests.browser.troubles import NO_SERVER, NOT_SIGNED_IN
from tests.support.live import LiveServer
from tests.support.people import Person, new_id, op

# An error of Dexie's is printed as the name of its class, which is minified.
DEXIE = ("^uncaught: r$", "^console warning: r ")
CLOSED = ("DatabaseClosed", "Database has been closed", "A newer QuChat", "favicon", *DEXIE)
FULL = ("Quota", "quota", "AbortError", *DEXIE)

# As another tab with a later release would: a version of the database that this one does not use.
_UPGRADE = """async (by) => {
  const {name, version} = (await indexedDB.databases()).find(({name}) => name.startsWith('QuChatDB:'));
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, version + by);
    opening.onsuccess = () => { opening.result.close(); resolve(); };
    opening.onerror = () => reject(opening.error);
  });
}"""
_DELETE = """async () => {
  const {name} = (await indexedDB.databases()).find(({name}) => name.startsWith('QuChatDB:'));
  await new Promise((resolve) => { indexedDB.deleteDatabase(name).onsuccess = resolve; });
}"""
# Another database takes all the room that is left, to the last hundred bytes.
_FILL = """async () => {
  const db = await new Promise((resolve) => {
    const opening = indexedDB.open('filler', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('heap', {autoIncrement: true});
    opening.onsuccess = () => resolve(opening.result);
  });
  const put = (size) => new Promise((resolve) => {
    const noise = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(noise.subarray(at, at + 65536));
    const writing = db.transaction('heap', 'readwrite');
    writing.objectStore('heap').put(noise);
    writing.oncomplete = () => resolve(true);
    writing.onabort = () => resolve(false);
  });
  // The browser tidies its files meanwhile, and finds room again; it is full when it finds no more.
  for (let round = 0, end = performance.now() + 30000; round < 10; round++) {
    if (performance.now() > end) throw new Error('there is always room');
    for (const size of [200000, 20000, 2000, 200, 50]) while (await put(size)) round = 0;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  db.close();
}"""
# Nothing more is kept until something was removed.
_NO_ROOM = """() => {
  const {put, delete: remove} = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...row) {
    if (this.name === 'messages') throw new DOMException('No room', 'QuotaExceededError');
    return put.apply(this, row);
  };
  IDBObjectStore.prototype.delete = function (...key) {
    if (this.name === 'messages') Object.assign(IDBObjectStore.prototype, {put, delete: remove});
    return remove.apply(this, key);
  };
}"""
_GAVE_WAY = """async () => {
  const {name} = (await indexedDB.databases()).find(({name}) => name.startsWith('QuChatDB:'));
  const db = await new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
  });
  const count = () => new Promise((resolve) => {
    const asked = db.transaction('messages').objectStore('messages').count();
    asked.onsuccess = () => resolve(asked.result);
  });
  for (const end = performance.now() + 60000; await count() > 100; ) {
    if (performance.now() > end) throw new Error(`${await count()} messages are held still`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  db.close();
}"""
_EMPTY = "new Promise((resolve) => { indexedDB.deleteDatabase('filler').onsuccess = () => resolve(true); })"
_DAMAGED = """
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (name, ...version) {
  if (!name.startsWith('QuChatDB:') || sessionStorage.mended) return open.call(this, name, ...version);
  const request = open.call(this, 'another');
  const error = new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError');
  Object.defineProperty(request, 'error', {value: error});
  request.addEventListener('success', (event) => {
    event.stopImmediatePropagation();
    request.result.close();
    request.dispatchEvent(new Event('error'));
  });
  return request;
};
"""


@pytest.fixture
def cleo(arrive: Arrive) -> Person:
    return arrive("Cleo")


def test_an_old_tab_writes_nothing_into_a_newer_database(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet(*CLOSED)
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    here.send("Before").expect_status("sent", "delivered")
    other = anna.context.new_page()
    other.goto(f"{server.url}/manifest.webmanifest")
    # Newer than what the old tab has opened, and yet what the code after the reload can open.
    other.evaluate(_UPGRADE, 1)

    expect(anna.note("A newer version is open in another tab.")).to_be_visible()
    here.box.fill("Half a thought")
    here.send_button.click()
    expect(here.box).to_have_value("Half a thought")
    cleo.send(pond, "While it was shut")
    anna.note("A newer version").get_by_role("button", name="Reload").click()
    expect(here.box).to_have_value("Half a thought")
    here.expect_messages("Before", "While it was shut")
    here.send_button.click()
    here.message("Half a thought").expect_status("sent", "delivered")
    expect_convergence(server, anna)

    other.evaluate(_UPGRADE, 1000)
    anna.page.reload()
    expect(anna.page.get_by_role("alert")).to_have_text(
        "A newer version of QuChat was used in this browser. Reload to get it."
    )


def test_a_database_deleted_under_the_page_is_fetched_again(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet(*CLOSED)
    cleo.send(cleo.group("Pond", elsewhere(anna)), "Are there frogs?")
    here = anna.open_conversation("Pond")
    here.send("I will look").expect_status("sent", "delivered")
    for erase in (lambda: anna.page.evaluate(_DELETE), lambda: _clear_site_data(anna.page, server)):
        here.box.fill("Half a thought")
        erase()
        expect(anna.note("was erased")).to_be_visible()
        anna.note("was erased").get_by_role("button", name="Reload").click()
        anna.open_conversation("Pond").expect_messages("Are there frogs?", "I will look")
        expect(here.box).to_have_value("Half a thought")
        expect_convergence(server, anna)


def test_a_damaged_database_can_be_erased_and_fetched_again(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet("UnknownError", "Internal error")
    cleo.send(cleo.group("Pond", elsewhere(anna)), "Are there frogs?")
    anna.open_conversation("Pond").expect_messages("Are there frogs?")
    anna.page.add_init_script(_DAMAGED)
    anna.page.reload()
    expect(anna.page.get_by_role("alert")).to_contain_text("can’t be read any more")
    assert axe.violations(anna.page) == []
    anna.page.get_by_role("button", name="Erase and fetch again").click()
    dialog = anna.page.get_by_role("dialog", name="What was not sent yet, and drafts, would be lost.")
    anna.page.evaluate("sessionStorage.mended = 'yes'")
    dialog.get_by_role("button", name="Erase and fetch again").click()
    anna.item("Pond").get_by_role("link").click()
    anna.conversation.expect_messages("Are there frogs?")
    expect_convergence(server, anna)


def test_without_room_nothing_written_is_lost_and_history_gives_way(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna", account=False)
    anna.troubles.may_meet(*NOT_SIGNED_IN, *FULL)
    anna.open("/sign-in")
    storage = anna.context.new_cdp_session(anna.page)
    # Before anything is kept: the browser looks at what is left only now and then.
    storage.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 16_000_000})
    anna.create_account()
    anna.expect_in_touch()
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    here.send("Before").expect_status("sent", "delivered")
    anna.expect_in_touch()
    anna.page.evaluate(_FILL)

    here.box.fill("No room for this")
    here.send_button.click()
    expect(anna.note("This device’s storage is full")).to_be_visible()
    expect(here.box).to_have_value("No room for this")
    cleo.send(pond, "Nor for this")
    expect(anna.status).to_contain_text("This device’s storage is full.")
    anna.status.get_by_role("button", name="Free space").click()
    settings = anna.page.get_by_role("dialog", name="Settings")
    expect(settings.get_by_role("tab", name="Storage")).to_have_attribute("aria-selected", "true")
    expect(settings.get_by_text("Kept on this device")).to_be_visible()
    anna.page.keyboard.press("Escape")
    anna.page.evaluate(_EMPTY)
    here.send_button.click()
    here.message("No room for this").expect_status("sent", "delivered", "read")
    expect(here.message("Nor for this").article).to_be_visible()
    expect_convergence(server, anna)

    for start in range(0, 300, 50):
        cleo.push(*[_long(pond, number) for number in range(start, start + 50)])
    expect(here.messages.last).to_contain_text("Leaf 299")
    anna.expect_in_touch()
    # A disk that is really full gives the room of what was removed back when it likes.
    anna.page.evaluate(_NO_ROOM)
    cleo.send(pond, "Old history gives way to this")
    anna.page.evaluate(_GAVE_WAY)
    here.send("And this").expect_status("sent", "delivered", "read")
    expect(here.message("Old history gives way to this").article).to_be_visible()
    assert 50 <= len(holds(anna, elsewhere(anna).id)["messages"]) < 100
    expect_convergence(server, anna)


@pytest.fixture
def old_server(server: LiveServer) -> Iterator[LiveServer]:
    """Whatever release a test has changed it to, it ends as it began."""
    yield server
    server.stop()
    server.start()


def test_a_new_release_is_offered_and_each_tab_reloads_once(
    enter: Enter,
    old_server: LiveServer,
    cleo: Person,
    elsewhere: Elsewhere,
    tmp_path: Path,
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet("status of (404|502)", *NO_SERVER)
    cleo.group("Pond", elsewhere(anna))
    anna.expect_ready_for_offline()
    anna.page.reload()
    here = anna.open_conversation("Pond")
    tab = anna.another_tab()
    tab.open_conversation("Pond")
    tab.conversation.box.fill("Half a thought")
    tab.expect_in_touch()
    with pytest.MonkeyPatch.context() as patch:
        change_to(old_server, tmp_path, patch, word="'Up to date'", other="'Fresh as can be'")
    loads = [_loads_of(anna.page), _loads_of(tab.page)]
    anna.page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => true)")
    for one in (anna, tab):
        expect(one.note("A new version of QuChat is ready.")).to_be_visible()

    anna.note("A new version").get_by_role("button", name="Reload").click()
    expect(anna.status).to_contain_text("Fresh as can be")
    assert len(_releases(anna.page)) == 1
    # The other tab goes on with its own files, also with those that it has not loaded yet.
    expect(tab.conversation.open_members()).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.status).to_contain_text("another version")
    assert _releases(tab.page) != _releases(anna.page)
    tab.note("A new version").get_by_role("button", name="Reload").click()
    expect(tab.status).to_contain_text("Fresh as can be")
    expect(tab.conversation.box).to_have_value("Half a thought")
    assert _releases(tab.page) == _releases(anna.page)
    assert loads == [[True], [True]], "each reloads once"
    expect(here.box).to_be_visible()
    expect(anna.note("A new version")).not_to_be_visible()


def _releases(page: Page) -> set[str]:
    """Of which releases a page has loaded files."""
    found: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map(({name}) => name.match(/static[/]([0-9a-f]{12})[/]/)?.[1])"
    )
    return {release for release in found if release}


def _loads_of(page: Page) -> list[bool]:
    """Fills as the page is loaded."""
    loads: list[bool] = []
    page.on("load", lambda _: loads.append(True))
    return loads


def _clear_site_data(page: Page, server: LiveServer) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": "indexeddb"})


def _long(conversation: dict[str, Any], number: int) -> dict[str, Any]:
    text = "".join(random.Random(number).choices(string.ascii_letters, k=8_000))
    return op(
        "message",
        "create",
        new_id(),
        fields={"conversation_id": conversation["id"], "content": f"{text} Leaf {number}"},
    )
