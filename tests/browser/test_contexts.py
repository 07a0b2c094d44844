"""Contexts: kept offline too, attached to messages and conversations, read by whom they are shown to."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.axe import violations
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE
from tests.browser.screens.contexts import Contexts, write
from tests.browser.screens.participant import Participant
from tests.support.live import LiveServer
from tests.support.people import new_id


def test_contexts_are_kept_found_and_attached_without_a_network_and_arrive_once(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    other = elsewhere(anna)
    pond = other.group("Pond", cleo)
    here = anna.open_conversation("Pond")
    anna.expect_in_touch()
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    panel = Contexts(anna).open()
    expect(panel.dialog).to_contain_text("Nothing kept yet.")
    panel.create("Opening hours", "**Nine** to five", "shop, Shop, hours")
    panel.create("Grüße auf Türkisch", "selam, merhaba", "language", "Chat")
    panel.create("知識", "カエルは両生類です", category="Document")
    panel.expect_titles("知識", "Grüße auf Türkisch", "Opening hours")
    assert violations(anna.page) == []
    find = panel.dialog.get_by_role("searchbox", name="Find a context")
    for asked, found in (("NINE", "Opening hours"), ("grusse turkisch", "Grüße auf Türkisch"), ("両生", "知識")):
        find.fill(asked)
        panel.expect_titles(found)
    find.fill("")
    panel.dialog.get_by_role("combobox", name="Order").select_option("Title")
    panel.expect_titles("Grüße auf Türkisch", "Opening hours", "知識")
    panel.dialog.get_by_role("combobox", name="Tag").select_option("hours")
    panel.expect_titles("Opening hours")
    panel.dialog.get_by_role("button", name="Favourite: Opening hours").click()
    panel.dialog.get_by_role("combobox", name="Tag").select_option("All tags")
    panel.dialog.get_by_role("checkbox", name="Only favourites").check()
    panel.expect_titles("Opening hours")
    panel.close()

    _attach(anna, "Opening hours", "知識")
    tray = anna.page.get_by_role("list", name="Contexts that go with the message")
    expect(tray.get_by_role("listitem")).to_have_text(["Opening hours", "知識"])
    tray.get_by_role("button", name="Remove 知識").click()
    expect(tray.get_by_role("listitem")).to_have_text(["Opening hours"])
    anna.page.reload()
    expect(tray.get_by_role("listitem")).to_have_text(["Opening hours"])
    here.send("As I said").expect_status("sending")
    expect(tray).not_to_be_visible()
    here.option("Contexts")
    conversation = anna.page.get_by_role("dialog", name="Contexts of Pond")
    conversation.get_by_role("list", name="Attach to the conversation").get_by_role("button", name="Grüße").click()
    expect(conversation.get_by_role("list", name="Attached contexts")).to_contain_text("Grüße auf Türkisch")
    assert violations(anna.page) == []
    anna.page.keyboard.press("Escape")

    anna.go_online()
    here.message("As I said").expect_status("sent", "delivered", "read")
    anna.expect_in_touch()
    told = cleo.get(f"/messages/{pond['id']}")["messages"][-1]
    assert len(told["context_ids"]) == 1
    shown = cleo.get(f"/conversations/{pond['id']}/contexts?from={told['ordinal']}")["contexts"]
    assert [(c["title"], c["tags"]) for c in shown] == [
        ("Grüße auf Türkisch", ["language"]),
        ("Opening hours", ["shop", "hours"]),
    ]
    assert [c["usage_count"] for c in other.get("/contexts?sort=title")["contexts"]] == [1, 1, 0]
    expect_convergence(server, anna)


def test_who_is_shown_one_reads_it_and_only_as_long_as_it_is_shown(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    bruno, cleo = enter("Bruno", **PHONE), arrive("Cleo")
    other = elsewhere(bruno)
    pond = cleo.group("Pond", other)
    hostile = "<img src=x onerror=alert(1)><b>bold</b>"
    kept = [
        cleo.post("/contexts", {"id": new_id(), "title": t, "content": hostile})["context"] for t in ("Frogs", "Newts")
    ]
    here = bruno.open_conversation("Pond")
    cleo.put(f"/conversations/{pond['id']}/contexts/{kept[0]['id']}")
    message = cleo.send(pond, "Read this", context_ids=[kept[1]["id"]])
    chip = here.message("Read this").article.get_by_role("button", name="Context: Newts")
    chip.click()
    reader = bruno.page.get_by_role("dialog", name="Newts")
    expect(reader).to_contain_text("bold")
    expect(reader).to_contain_text("From Cleo")
    expect(reader.locator("img[onerror]")).to_have_count(0)
    expect(reader.get_by_role("button", name="Edit")).to_have_count(0)
    assert violations(bruno.page) == []
    cleo.patch(f"/contexts/{kept[1]['id']}", {"title": "Newts and salamanders", "content": "Cold-blooded"})
    reader = bruno.page.get_by_role("dialog", name="Newts and salamanders")
    expect(reader).to_contain_text("Cold-blooded")
    cleo.delete(f"/messages/{message['id']}")
    expect(bruno.page.get_by_role("dialog", name="No longer available")).to_be_visible()
    bruno.page.keyboard.press("Escape")

    bruno.page.get_by_role("button", name="1 context").click()
    attached = bruno.page.get_by_role("dialog", name="Contexts of Pond")
    expect(attached.get_by_role("button", name="Take Frogs away")).to_have_count(0)
    expect(attached).to_contain_text("From Cleo")
    cleo.delete(f"/contexts/{kept[0]['id']}")
    expect(attached).to_contain_text("Nothing is attached here.")
    bruno.page.keyboard.press("Escape")
    cleo.delete(f"/conversations/{pond['id']}/members/{other.id}")
    expect(bruno.item("Pond")).to_have_count(0)
    expect_convergence(server, bruno)


def test_one_is_made_from_a_message_or_a_file_and_deleted_with_undo(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "# How to feed frogs\n\nWith flies.")
    anna.open_conversation("Pond").at(1).menu("Keep as context")
    editor = anna.page.locator("qu-context-editor")
    expect(editor.get_by_role("textbox", name="Title")).to_have_value("How to feed frogs")
    expect(editor.get_by_role("combobox", name="Category")).to_have_value("chat")
    editor.get_by_role("radio", name="Preview").check()
    expect(editor.get_by_role("heading", name="How to feed frogs")).to_be_visible()
    assert violations(anna.page) == []
    editor.get_by_role("button", name="Save").click()

    panel = Contexts(anna).open()
    panel.expect_titles("How to feed frogs")
    _choose_file(panel, "pond.py", b"depth = 3\r\n")
    write(anna.page)
    panel.expect_titles("pond.py", "How to feed frogs")
    _choose_file(panel, "frog.png", b"\x89PNG\r\n\x1a\n\x00")
    anna.note("That file is no text.")
    _choose_file(panel, "long.txt", b"x" * 50_001)
    anna.note("That text is longer than the 50,000 characters that a context holds.")

    panel.option("pond.py", "Delete")
    panel.expect_titles("How to feed frogs")
    anna.note("Context deleted").get_by_role("button", name="Undo").click()
    panel.expect_titles("pond.py", "How to feed frogs")
    panel.option("pond.py", "Delete")
    panel.expect_titles("How to feed frogs")
    anna.page.reload()  # whoever leaves meant it
    Contexts(anna).open().expect_titles("How to feed frogs")

    panel.option("How to feed frogs", "Edit")
    editor.get_by_role("textbox", name="Text").fill("With crickets.")
    anna.page.keyboard.press("Escape")
    question = anna.page.get_by_role("dialog", name="Discard what you wrote?")
    question.get_by_role("button", name="Cancel").click()
    expect(editor.get_by_role("textbox", name="Text")).to_have_value("With crickets.")
    write(anna.page)
    reader = panel.read("How to feed frogs")
    expect(reader).to_contain_text("With crickets.")
    expect_convergence(server, anna)


def test_content_changed_on_two_devices_is_made_one_and_an_edit_outlives_a_deletion(
    enter: Enter, server: LiveServer, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    other = elsewhere(anna)
    first = other.post("/contexts", {"id": new_id(), "title": "Hours", "content": "Open from nine to five"})["context"]
    second = other.post("/contexts", {"id": new_id(), "title": "Frogs", "content": "Green", "tags": ["pond"]})[
        "context"
    ]
    panel = Contexts(anna).open()
    panel.expect_titles("Frogs", "Hours")
    anna.expect_in_touch()
    anna.expect_ready_for_offline()
    anna.go_offline()
    panel.option("Hours", "Edit")
    write(anna.page, text="Open from nine to five, but on Sundays")
    panel.option("Frogs", "Edit")
    write(anna.page, title="Frogs and toads")
    panel.expect_titles("Frogs and toads", "Hours")
    panel.close()
    other.patch(f"/contexts/{first['id']}", {"content": "Open from ten to five"})
    other.delete(f"/contexts/{second['id']}")
    anna.go_online()

    anna.status.get_by_role("button", name="Review 1 conflict").click()
    review = anna.page.get_by_role("dialog", name="Review conflicts")
    expect(review).to_contain_text("Your context Hours")
    merged = review.get_by_role("textbox", name="Merged")
    expect(merged).to_have_value("Open from ten to five, but on Sundays")
    review.get_by_role("button", name="Keep merged").click()
    expect(review).not_to_be_visible()
    anna.expect_in_touch()
    kept = {c["title"]: (c["content"], c["tags"]) for c in other.get("/contexts")["contexts"]}
    assert kept == {
        "Hours": ("Open from ten to five, but on Sundays", []),
        "Frogs and toads": ("Green", ["pond"]),
    }
    expect_convergence(server, anna)


def _attach(person: Participant, *titles: str) -> None:
    person.page.get_by_role("button", name="Attach a context").click()
    picker = person.page.get_by_role("dialog", name="Attach to the message")
    for title in titles:
        picker.get_by_role("checkbox", name=title).check()
    expect(picker).to_contain_text(f"{len(titles)} of 20 chosen")
    picker.get_by_role("button", name="Done").click()


def _choose_file(panel: Contexts, name: str, content: bytes) -> None:
    chooser: Locator = panel.dialog.locator("input[type=file]")
    chooser.set_input_files([{"name": name, "mimeType": "application/octet-stream", "buffer": content}])
