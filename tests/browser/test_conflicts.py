"""Changed in two places: by rules where they are plain, by the person where words would be lost."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.axe import violations
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE
from tests.browser.modules import have_at_hand, script
from tests.browser.screens.participant import Participant
from tests.support.live import LiveServer

TEN_MINUTES_AGO = script("""
await store.db.outbox.toCollection().modify((entry) => {
  entry.client_time = new Date(Date.parse(entry.client_time) - 600_000).toISOString();
});
""")


def test_two_edits_of_a_message_are_made_one(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    other = elsewhere(anna)
    cleo.group("Pond", other)
    here = anna.open_conversation("Pond")
    message = here.send("I will look tomorrow")
    message.expect_status("sent", "delivered", "read")
    path = f"/messages/{message.id}"
    anna.expect_in_touch()

    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    message.bar("Edit")
    here.box.fill("I will look tomorrow, after school")
    here.box.press("Enter")
    other.patch(path, {"content": "I shall look tomorrow"})
    anna.go_online()

    mine = here.message("I shall look tomorrow")
    expect(mine.trouble).to_contain_text("Conflict")
    expect(anna.status.get_by_role("button", name="Review 1 conflict")).to_be_visible()
    tab = anna.another_tab()
    tab.status.get_by_role("button", name="Review 1 conflict").click()
    other_review = tab.page.get_by_role("dialog", name="Review conflicts")
    expect(other_review.get_by_role("textbox", name="Merged")).to_have_value("I shall look tomorrow, after school")
    anna.page.reload()  # it outlives the page
    mine.trouble.get_by_role("button", name="Review").press("Enter")
    review = _review(anna)
    expect(_side(review, "Mine")).to_have_text("I will look tomorrow, after school")
    expect(_side(review, "Mine").locator("ins")).to_have_text(", after school")
    expect(_side(review, "Theirs").locator("ins")).to_have_text("shall")
    assert violations(anna.page) == []

    # Another edit, while one is deciding.
    other.patch(path, {"content": "I shall look tomorrow early"})
    merged = review.get_by_role("textbox", name="Merged")
    expect(merged).to_have_value("I shall look tomorrow, after school early")
    expect(review).to_contain_text("“, after school” and “early”")
    merged.fill("I shall look tomorrow, early, after school")
    review.get_by_role("button", name="Keep merged").click()
    for dialog in (review, other_review):
        expect(dialog).not_to_be_visible()
    here.message("I shall look tomorrow, early, after school").expect_status("sent", "delivered", "read")
    expect(anna.status).not_to_contain_text("Review")
    expect_convergence(server, anna)


def test_single_values_go_by_the_last_change_and_the_loser_may_have_theirs_all_the_same(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna", **PHONE), arrive("Cleo")
    other = elsewhere(anna)
    pond = other.group("Pond", cleo)
    contact = other.post("/contacts", {"contact_id": cleo.id, "nickname": "Cleo"})["contact"]
    here = anna.open_conversation("Pond")
    anna.expect_in_touch()
    anna.expect_ready_for_offline()
    have_at_hand(anna.page)
    anna.go_offline()
    anna.expect_offline()
    members = here.open_group_settings()
    members.get_by_role("textbox", name="Title").fill("Pond of 10b")
    members.get_by_role("textbox", name="Title").blur()
    anna.page.keyboard.press("Escape")
    here.option("Archive")
    _rename_contact(anna, "Cleo", "Cleopatra")
    anna.expect_pending(3)
    # What a clock is wrong by is known to the seconds that a push takes: on a busy machine those were later otherwise.
    anna.page.evaluate(TEN_MINUTES_AGO)

    other.patch(f"/conversations/{pond['id']}", {"title": "Frog Pond"})
    other.patch(f"/conversations/{pond['id']}", {"archived": True})
    other.patch(f"/conversations/{pond['id']}", {"archived": False})
    other.put(f"/contacts/{contact['id']}", {"nickname": "Cle"})
    anna.go_online()
    anna.expect_in_touch()

    anna.status.get_by_role("button", name="Review 3 conflicts").click()
    review = _review(anna)
    assert violations(anna.page) == []
    title = review.get_by_role("region", name="The group Frog Pond")
    expect(title.get_by_role("textbox", name="Merged")).to_have_value("Frog Pond of 10b")
    settings = review.get_by_role("region", name="Your settings for Frog Pond")
    expect(_side(settings, "Mine")).to_have_text("Yes")
    title.get_by_role("button", name="Keep merged").click()
    expect(title).not_to_be_visible()
    nickname = review.get_by_role("region", name="Your contact")
    nickname.get_by_role("button", name="Keep mine").click()
    expect(nickname).not_to_be_visible()
    review.get_by_role("button", name="Keep theirs").click()
    expect(review).not_to_be_visible()
    anna.expect_in_touch()
    assert other.see(pond)["title"] == "Frog Pond of 10b"
    assert other.get("/contacts")["contacts"][0]["nickname"] == "Cleopatra"
    expect(anna.item("Frog Pond of 10b")).to_be_visible()
    expect_convergence(server, anna)


def test_what_is_not_deleted_wins(enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    other = elsewhere(anna)
    cleo.group("Pond", other)
    here = anna.open_conversation("Pond")
    deleted_here, edited_here = here.send("Deleted here"), here.send("Edited here")
    edited_here.expect_status("sent", "delivered", "read")
    ids = [deleted_here.id, edited_here.id]
    anna.expect_in_touch()
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    edited_here.bar("Edit")
    here.box.fill("Edited offline")
    here.box.press("Enter")
    deleted_here.menu("Delete")
    anna.page.reload()  # nobody waits for the chance to undo
    anna.expect_pending(2)
    other.patch(f"/messages/{ids[0]}", {"content": "Edited elsewhere"})
    other.delete(f"/messages/{ids[1]}")
    anna.go_online()
    here.message("Edited offline").expect_status("sent", "delivered", "read")
    here.message("Edited elsewhere").expect_status("sent", "delivered", "read")
    expect_convergence(server, anna)

    anna.status.get_by_role("button", name="Review 1 conflict").click()
    review = _review(anna)
    expect(_side(review, "Mine")).to_have_text("You deleted it")
    expect(_side(review, "Theirs")).to_have_text("Edited elsewhere")
    review.get_by_role("button", name="Delete it anyway").click()
    here.expect_messages("Edited offline")
    expect_convergence(server, anna)


def _review(person: Participant) -> Locator:
    return person.page.get_by_role("dialog", name="Review conflicts")


def _side(within: Locator, name: str) -> Locator:
    return within.locator(".side").filter(has=within.page.get_by_role("heading", name=name)).locator(".side-text")


def _rename_contact(person: Participant, name: str, nickname: str) -> None:
    person.page.get_by_role("button", name="Contacts", exact=True).click()
    dialog = person.page.get_by_role("dialog", name="Contacts")
    dialog.get_by_role("button", name=f"Options for {name}").click()
    person.page.get_by_role("menuitem", name="Nickname…").click()
    dialog.get_by_role("textbox", name="Nickname").fill(nickname)
    dialog.get_by_role("button", name="Save").click()
    person.page.keyboard.press("Escape")
