"""Files from one person's hands onto another's screen: offline, over cuts, once, and nowhere else."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Route, expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.screens.files import Files, Upload, photograph, text_file
from tests.browser.screens.timeline import Timeline
from tests.browser.test_reflow import FIND_CUT_OFF
from tests.support.files import upload
from tests.support.live import LiveServer
from tests.support.people import Person

CHUNK = 8 * 1024 * 1024
UPLOADS = "**/api/v1/uploads/**"
NOT_BEGUN = "status of 404.*/api/v1/uploads/"
"""Whoever tried before asks first how far it came, which may be nowhere."""
HELD = """async () => {
  const [{name}] = (await indexedDB.databases()).filter(({name}) => name.startsWith('QuChatDB:'));
  const db = await new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
  });
  const tables = db.transaction(['blobs', 'previews']);
  const count = (table) => new Promise((resolve) => {
    const asked = tables.objectStore(table).count();
    asked.onsuccess = () => resolve(asked.result);
  });
  const counts = await Promise.all(['blobs', 'previews'].map(count));
  db.close();
  return counts[0] + counts[1];
}"""
"""How many files and pictures the browser keeps."""


@pytest.fixture
def cleo(arrive: Arrive) -> Person:
    """At the other side; she reads what the server has."""
    return arrive("Cleo")


def _newest(person: Person, conversation: dict[str, Any]) -> dict[str, Any]:
    messages = person.get(f"/messages/{conversation['id']}")["messages"]
    return messages[-1]  # type: ignore[no-any-return]


def test_ten_photographs_dragged_in_offline_arrive_once(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet(NOT_BEGUN)
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    files = Files(anna.page)
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()

    photographs = [photograph(number) for number in range(10)]
    names = [one["name"] for one in photographs]
    files.drop(*photographs)
    files.expect_staged(*names)
    here.box.fill("From the pond")
    here.send_button.click()
    expect(files.tray).to_have_count(0)
    message = here.message("From the pond")
    message.expect_status("sending")
    files.expect_pictures(files.of(message), *names)

    anna.page.reload()
    message.expect_status("sending")
    files.expect_pictures(files.of(message), *names)
    expect(message.article.get_by_role("progressbar", name="Uploading photo 3.jpg")).to_have_attribute(
        "aria-valuetext", "Waits for the network"
    )
    anna.expect_pending(1)

    anna.go_online()
    anna.expect_in_touch()
    message.expect_status("sent", "delivered", "read")
    files.expect_pictures(files.of(message), *names)
    arrived = _newest(cleo, pond)
    assert [file["name"] for file in arrived["attachments"]] == names
    assert {(file["width"], file["height"], file["media_type"]) for file in arrived["attachments"]} == {
        (1200, 900, "image/jpeg")
    }
    for file, sent in zip(arrived["attachments"], photographs, strict=True):
        assert cleo.get(f"/files/{file['id']}").data == sent["buffer"]
    expect_convergence(server, anna)


def test_a_cut_in_the_middle_is_taken_up_again_after_a_reload(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet("ERR_FAILED", "ERR_CONNECTION")
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    files = Files(anna.page)
    anna.expect_ready_for_offline()
    sent: list[tuple[str, str | None]] = []

    def cut_the_second(route: Route) -> None:
        sent.append((route.request.method, route.request.headers.get("upload-offset")))
        if sent.count(sent[-1]) == 1 and sent[-1] == ("PATCH", str(CHUNK)):
            return
        route.continue_()

    anna.page.route(UPLOADS, cut_the_second)
    large = Upload("film.bin", "application/octet-stream", bytes(range(256)) * 4096 * 20)
    files.choose(large)
    files.expect_staged("film.bin")
    here.send_button.click()
    article = here.messages.last
    ring = article.get_by_role("progressbar", name="Uploading film.bin")
    expect(ring).to_have_attribute("aria-valuenow", re.compile("[1-9]"))
    anna.page.reload()
    anna.expect_in_touch()
    expect(article).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    expect(ring).to_have_count(0)
    # Begun at nought; asked how far it came, and gone on from there.
    assert sent[0] == ("PATCH", "0")
    assert [method for method, _ in sent[2:]] == ["HEAD", "PATCH", "PATCH"]
    assert [offset for _, offset in sent[3:]] == [str(CHUNK), str(2 * CHUNK)]
    [file] = _newest(cleo, pond)["attachments"]
    assert file["size"] == len(large["buffer"])
    assert cleo.get(f"/files/{file['id']}").data == large["buffer"]
    expect_convergence(server, anna)


def test_what_is_cancelled_on_its_way_is_left_out_and_can_be_put_back(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet(NOT_BEGUN)
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    files = Files(anna.page)
    held: list[Route] = []
    anna.page.route(UPLOADS, lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_())
    files.choose(photograph(1), text_file("notes.txt"))
    files.expect_staged("photo 1.jpg", "notes.txt")
    here.box.fill("Both")
    here.send_button.click()
    message = here.message("Both")
    message.article.get_by_role("button", name="Cancel photo 1.jpg").click()
    expect(files.of(message).get_by_role("img", name="photo 1.jpg")).to_have_count(0)
    anna.page.get_by_role("button", name="Put back").click()
    files.expect_staged("photo 1.jpg")
    anna.page.unroute(UPLOADS)
    for route in held:
        with suppress(Error):  # given up by the page
            route.continue_()
    message.expect_status("sent", "delivered", "read")
    assert [file["name"] for file in _newest(cleo, pond)["attachments"]] == ["notes.txt"]
    # It is in the draft again, over a reload, and goes with what comes next.
    anna.page.reload()
    files.expect_staged("photo 1.jpg")
    here.send("And the other")
    here.message("And the other").expect_status("sent", "delivered", "read")
    assert [file["name"] for file in _newest(cleo, pond)["attachments"]] == ["photo 1.jpg"]
    expect_convergence(server, anna)


def test_files_are_pasted_dropped_and_refused_in_words(enter: Enter, cleo: Person, elsewhere: Elsewhere) -> None:
    anna = enter("Anna")
    cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    files = Files(anna.page)
    files.paste(Upload("image.png", "image/png", photograph(1)["buffer"]))
    expect(files.tray.locator("bdi")).to_have_text(re.compile(r"^Picture 20\d\d"))
    files.tray.get_by_role("button", name="Remove Picture").click()
    expect(files.tray).to_have_count(0)
    expect(here.box).to_be_focused()

    # From an office program: a text, and a picture of that text.
    anna.page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.setData('text/plain', 'A table');
          transfer.items.add(new File(['x'], 'image.png', {type: 'image/png'}));
          document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: transfer, bubbles: true, cancelable: true}));
        }"""
    )
    expect(files.tray).to_have_count(0)

    names = [f"{number}.txt" for number in range(12)]
    files.drop(*(text_file(name) for name in names))
    files.expect_staged(*names[:10])
    expect(anna.page.get_by_text("At most 10 files go with one message.")).to_be_visible()
    for name in names[:10]:
        files.tray.get_by_role("button", name=f"Remove {name}").click()
    anna.page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(101 * 1024 * 1024)], 'film.mkv', {type: 'video/x-matroska'}));
          document.querySelector('[role=log]').dispatchEvent(
            new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }"""
    )
    expect(anna.page.get_by_text("film.mkv is larger than 100 MB")).to_be_visible()
    expect(files.tray).to_have_count(0)


def test_a_full_server_refuses_and_trying_again_helps(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet("status of 413", NOT_BEGUN)
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    files = Files(anna.page)
    full = {"code": "too_large", "message": "The server's room for files is used up.", "details": {"reason": "quota"}}
    anna.page.route("**/api/v1/uploads", lambda route: route.fulfill(status=413, json={"error": full}))
    files.choose(text_file("notes.txt"))
    files.expect_staged("notes.txt")
    here.box.fill("Too much")
    here.send_button.click()
    message = here.message("Too much")
    message.expect_status("failed")
    expect(message.trouble).to_contain_text("The server's room for files is used up.")
    # It holds up nothing else.
    here.send("Without a file").expect_status("sent", "delivered", "read")
    anna.page.unroute("**/api/v1/uploads")
    message.trouble.get_by_role("button", name="Retry").click()
    message.expect_status("sent", "delivered", "read")
    assert [file["name"] for file in _newest(cleo, pond)["attachments"]] == ["notes.txt"]
    expect_convergence(server, anna)


def test_names_and_contents_do_no_harm(enter: Enter, cleo: Person, elsewhere: Elsewhere) -> None:
    anna = enter("Anna", account=False)
    anna.create_account()
    pond = cleo.group("Pond", elsewhere(anna))
    page = "<script>document.title = 'harmed'</script><img src=x onerror=alert(1)>"
    names = ["<img src=x onerror=alert(1)>.html", "picture.svg", "../../etc/passwd", "invoice\u202egpj.exe", "x" * 300]
    kinds = ["text/html", "image/svg+xml", "text/plain", "application/octet-stream", "text/plain"]
    here = anna.open_conversation("Pond")
    files = Files(anna.page)
    files.choose(*(text_file(name, page, kind) for name, kind in zip(names, kinds, strict=True)))
    expect(files.tray.get_by_role("listitem")).to_have_count(5)
    here.send_button.click()
    anna.expect_in_touch()
    article = here.messages.last
    expect(article).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    shown = article.locator(".file-stem")
    expect(shown).to_have_count(5)
    told = shown.all_text_contents()
    assert "passwd" in told
    assert "invoicegpj.exe" in told
    assert all(len(name) <= 200 for name in told)
    assert [file["name"] for file in _newest(cleo, pond)["attachments"]] == told
    with anna.page.expect_download() as saved:
        article.get_by_role("button", name="Download picture.svg").click()
    assert saved.value.suggested_filename == "picture.svg"
    assert anna.page.title() != "harmed"


def test_pictures_come_without_moving_anything_and_stay_for_the_offline_hours(
    enter: Enter, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    pond = cleo.group("Pond", elsewhere(anna))
    pictures = [upload(cleo, photograph(number)["buffer"], f"photo {number}.jpg")["file"]["id"] for number in range(4)]
    for number in range(20):
        cleo.send(pond, f"Line {number}")
    cleo.send(pond, "One", file_ids=pictures[:1])
    cleo.send(pond, "Three", file_ids=pictures[1:])
    cleo.send(pond, "The end")
    held: list[Route] = []
    anna.page.route("**/preview?*", lambda route: held.append(route))
    here = anna.open_conversation("Pond")
    timeline = Timeline(anna.page)
    one, three = here.message("One"), here.message("Three")
    expect(three.article.locator("qu-picture")).to_have_count(3)
    timeline.come_to_rest()
    timeline.watch_shifts()
    before = [box.article.bounding_box() for box in (one, three, here.message("The end"))]
    for route in held:
        route.continue_()
    anna.page.unroute("**/preview?*")
    Files.expect_pictures(Files.of(one), "photo 0.jpg")
    Files.expect_pictures(Files.of(three), "photo 1.jpg", "photo 2.jpg", "photo 3.jpg")
    timeline.come_to_rest()
    assert [box.article.bounding_box() for box in (one, three, here.message("The end"))] == before
    assert timeline.shifts() == []

    anna.expect_ready_for_offline()
    anna.page.reload()
    anna.go_offline()
    anna.page.reload()
    Files.expect_pictures(Files.of(three), "photo 1.jpg", "photo 2.jpg", "photo 3.jpg")


def test_pictures_are_looked_at_by_keyboard_and_gone_for_who_has_left(
    enter: Enter, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    pond = cleo.group("Pond", elsewhere(anna))
    pictures = [upload(cleo, photograph(number)["buffer"], f"photo {number}.jpg")["file"]["id"] for number in range(2)]
    cleo.send(pond, "Two", file_ids=pictures)
    here = anna.open_conversation("Pond")
    files = Files(anna.page)
    message = here.message("Two")
    files.expect_pictures(files.of(message), "photo 0.jpg", "photo 1.jpg")
    first = message.article.get_by_role("button", name="photo 0.jpg")
    first.focus()
    first.press("Enter")
    caption = files.viewer.locator(".pswp__caption")
    expect(caption).to_have_text("photo 0.jpg")
    assert axe.violations(anna.page) == []
    anna.page.keyboard.press("ArrowRight")
    expect(caption).to_have_text("photo 1.jpg")
    with anna.page.expect_download() as saved:
        files.viewer.get_by_role("button", name="Download").click()
    assert saved.value.suggested_filename == "photo 1.jpg"
    anna.page.keyboard.press("Escape")
    expect(files.viewer).to_have_count(0)
    expect(first).to_be_focused()

    assert anna.context.request.get(f"{anna.address}/api/v1/files/{pictures[0]}").ok
    cleo.delete(f"/conversations/{pond['id']}/members/{elsewhere(anna).id}")
    expect(here.messages).to_have_count(0)
    anna.troubles.may_meet("status of 404")
    assert anna.context.request.get(f"{anna.address}/api/v1/files/{pictures[0]}").status == 404
    assert anna.page.evaluate(HELD) == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_cut_off_and_everything_has_its_name(
    width: int, enter: Enter, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    pond = cleo.group("Pond", elsewhere(anna))
    pictures = [upload(cleo, photograph(number)["buffer"], f"photo {number}.jpg")["file"]["id"] for number in range(5)]
    cleo.send(pond, "", file_ids=[*pictures, upload(cleo, b"notes", f"{'long name ' * 15}.txt")["file"]["id"]])
    anna.page.set_viewport_size({"width": width, "height": 720})
    here = anna.open_conversation("Pond")
    files = Files(anna.page)
    expect(here.messages.last.locator("img")).to_have_count(5)
    anna.page.route(UPLOADS, lambda route: None)
    files.choose(photograph(7), text_file("x.txt"))
    files.expect_staged("photo 7.jpg", "x.txt")
    here.send_button.click()
    expect(here.messages.last.get_by_role("progressbar")).to_have_count(2)
    files.choose(photograph(8), text_file("y.txt"), photograph(9))
    files.expect_staged("photo 8.jpg", "y.txt", "photo 9.jpg")
    assert anna.page.evaluate(FIND_CUT_OFF) == []
    assert axe.violations(anna.page) == []
