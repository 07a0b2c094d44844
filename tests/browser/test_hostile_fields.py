"""Hostile text in every other field, addresses and files: in the application and on all pages of the administration.

test_hostile_text.py has messages, titles and names. A dialog, a script that is refused or anything that was made of
text fails the test.
"""

from __future__ import annotations

import io
import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import Arrive, Elsewhere
from tests.browser.doorway import Doorway, username_for
from tests.browser.hostile import ACTIVE, ADDRESSES, FIND_HARM, FIND_HARM_IN_EXPORT, LINES, SHOWN_AS_WRITTEN
from tests.browser.screens.participant import Participant
from tests.browser.screens.search import Search
from tests.support.files import sent
from tests.support.live import LiveServer
from tests.support.people import Person, new_id, op
from tests.support.previews import Web, serving

pytestmark = pytest.mark.usefixtures("peace")

MOST_PAGES = 60
"""Of the administration: whoever is listed has one, and a few of each kind are enough."""
LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))"


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """Pages whose descriptions are hostile."""
    web = Web()
    for number, line in enumerate(LINES):
        told = line.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        names = ("title", "description", "site_name")
        head = "".join(f'<meta property="og:{name}" content="{told}">' for name in names)
        web.page(head, f"/{number}")
    yield web
    web.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, template: Path, web: Web) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("server"), web) as server:
        yield server


@pytest.fixture(scope="module")
def anna(household: Doorway) -> Participant:
    """The first account: she administrates."""
    return household.enter("Anna")


@pytest.fixture(scope="module")
def mallory(arrive: Arrive, anna: Participant) -> Person:
    return arrive("Mallory")


def _expect_no_harm(person: Participant) -> None:
    assert person.page.evaluate(FIND_HARM) == []


def test_files_contexts_cards_and_quotes(anna: Participant, mallory: Person, elsewhere: Elsewhere) -> None:
    other = elsewhere(anna)
    room = mallory.group("Attachments", other)
    for number, line in enumerate(LINES):
        file = sent(mallory, SHOWN_AS_WRITTEN[0].encode(), f"{line}.txt")
        form = {"title": line, "content": f"{line}\n\n{SHOWN_AS_WRITTEN[1]}", "tags": [line[:30]]}
        context = mallory.post("/contexts", form)["context"]
        message = mallory.send(
            room, f"Message {number} http://example.org/{number}", file_ids=[file["id"]], context_ids=[context["id"]]
        )
        mallory.send(room, f"Answer {number}", reply_to=message["id"])
    last = len(LINES) - 1
    # Read already, so that it opens at its end.
    other.push(op("receipt", "set", room["id"], fields={"read_ordinal": 2 * len(LINES)}))
    expect(anna.item("Attachments").get_by_role("link", name="unread")).to_have_count(0)
    here = anna.open_conversation("Attachments")
    expect(here.message(f"Answer {last}").article).to_be_visible()
    expect(here.log.locator(".link-preview").last).to_contain_text(LINES[-1][:20])
    _expect_no_harm(anna)
    here.option("Contexts")
    dialog = anna.page.get_by_role("dialog", name="Contexts of Attachments")
    expect(dialog).to_be_visible()
    _expect_no_harm(anna)
    anna.page.keyboard.press("Escape")


def test_what_a_search_finds(anna: Participant, mallory: Person, elsewhere: Elsewhere) -> None:
    room = mallory.group("Searched", elsewhere(anna))
    for text in SHOWN_AS_WRITTEN:
        mallory.send(room, f"needle {text} needle")
    anna.open_conversation("Searched")
    search = Search(anna.page).for_("needle")
    expect(search.marked.nth(2 * len(SHOWN_AS_WRITTEN) - 1)).to_be_attached()
    search.expect_searched("both")
    _expect_no_harm(anna)
    search.for_("")


def test_addresses(anna: Participant) -> None:
    anna.troubles.may_meet("status of 404", "status of 405")
    stranger = anna.context.browser.new_context()  # the forms are for who is not signed in
    heard: list[str] = []
    stranger.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page = stranger.new_page()
    for address in ADDRESSES:
        anna.open(address)
        expect(anna.page.locator("body")).to_be_visible()
        _expect_no_harm(anna)
        if not address.startswith(("/?", "/#")):  # from the application one is sent on
            page.goto(anna.address + address)
            assert page.evaluate(FIND_HARM) == [], address
    stranger.close()
    assert heard == []
    anna.open()
    anna.expect_in_touch()


def test_files_that_would_run_something(anna: Participant, elsewhere: Elsewhere) -> None:
    """Opened at their own address they are pictures or downloads, and nothing in them runs."""
    anna.troubles.may_meet("Blocked script execution", "ERR_ABORTED", "Refused to", "violates the following")
    here = elsewhere(anna)
    for name, content in ACTIVE.items():
        file = sent(here, content, name)
        page = anna.context.new_page()
        with suppress(Error):  # which is how it says that a download began
            page.goto(f"{anna.address}{file['url']}")
        opened = page.evaluate("document.contentType") if page.url != "about:blank" else "nothing"
        assert opened == "nothing" or opened.startswith("image/"), name
        page.close()


def test_pages_of_the_administration(
    anna: Participant, server: LiveServer, mallory: Person, elsewhere: Elsewhere
) -> None:
    _spread(server, elsewhere(anna))
    seen: set[str] = set()
    waiting = deque(["/admin"])
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        if path in seen or urlsplit(path).path.endswith((".csv", "/backup")):
            continue
        seen.add(path)
        anna.open(path)
        assert anna.page.evaluate(FIND_HARM) == [], path
        links = [urljoin(path, link) for link in anna.page.evaluate(LINKS)]
        waiting.extend(link for link in links if link.startswith("/admin"))
    assert {"/admin/people", "/admin/conversations", "/admin/devices", "/admin/audit", "/admin/reports"} <= seen
    assert sum(path.startswith("/admin/people/0") for path in seen) >= 10
    anna.open()
    anna.expect_in_touch()


def test_a_roster_and_the_name_of_the_installation(anna: Participant, elsewhere: Elsewhere) -> None:
    anna.open("/admin/people/import")
    box = anna.page.locator("textarea[name=list]")
    box.fill("\n".join(["name,username,email", *(f'"{line.replace(chr(34), chr(34) * 2)}",,' for line in LINES)]))
    anna.page.get_by_role("button", name="Look at it").click()
    expect(anna.page.locator("body")).to_contain_text(LINES[0])
    _expect_no_harm(anna)
    here = elsewhere(anna)
    assert here.patch("/admin/settings", {"name": LINES[1][:40]}).ok
    for path in ("/admin", "/admin/settings", "/admin/audit", "/"):
        anna.open(path)
        _expect_no_harm(anna)
    assert here.patch("/admin/settings", {"name": "QuChat"}).ok


def _spread(server: LiveServer, administrator: Person) -> None:
    """People, groups, devices, invites and reports, each named by a line of the corpus."""
    for line in LINES:
        person = server.arrive(username_for("mallory"), display_name=line)
        person.patch("/users/me", {"status_text": line})
        person.patch(f"/devices/{person.device_id}", {"name": line})
        group = person.group(line, administrator, description=line)
        person.post("/invites", {"conversation_id": group["id"]})
        said = administrator.send(group, line)
        report = {"id": new_id(), "message_id": said["id"], "comment": line, "content": line}
        assert person.post("/reports", report).ok


def test_pages_of_an_export(anna: Participant, mallory: Person, elsewhere: Elsewhere, tmp_path: Path) -> None:
    """Opened from a disk, where no server sends a policy along."""
    other = elsewhere(anna)
    for line in LINES:
        room = mallory.group(line, other, description=line)
        answered = mallory.send(room, line, file_ids=[sent(mallory, b"Roses", f"{line}.png")["id"]])
        mallory.send(room, SHOWN_AS_WRITTEN[0], reply_to=answered["id"])
    answer = other.get("/users/me/export")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as export:
        export.extractall(tmp_path)
    # What people sent is among them as they sent it, pages that do harm, too: it is not for reading in place.
    pages = [page for page in sorted(tmp_path.rglob("*.html")) if "files" not in page.relative_to(tmp_path).parts]
    assert len(pages) > len(LINES)
    for page in pages:
        anna.page.goto(page.as_uri())
        assert anna.page.evaluate(FIND_HARM_IN_EXPORT) == [], page.read_text()[:2000]
    anna.open()
    anna.expect_in_touch()
