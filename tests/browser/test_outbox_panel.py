"""What waits to be sent, in plain words, and what can be done about it."""

from __future__ import annotations

import json

from playwright.sync_api import Locator, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE
from tests.browser.screens.participant import Participant
from tests.browser.troubles import NO_NETWORK
from tests.support.live import LiveServer

PUSH = "**/api/v1/sync/push"
SOCKET = "**/socket.io/**"


def test_what_waits_is_told_in_words_and_can_be_given_up(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna", **PHONE), arrive("Cleo")
    pond = elsewhere(anna).group("Pond", cleo)
    cleo.send(pond, "Are there frogs?")
    here = anna.open_conversation("Pond")
    here.message("Are there frogs?").expect_status("sent", "delivered", "read")
    anna.expect_in_touch()
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    here.send("I will look").expect_status("sending")
    here.send("Soon").expect_status("sending")
    here.message("Are there frogs?").react("👍")
    title = here.open_group_settings().get_by_role("textbox", name="Title")
    title.fill("Frog Pond")
    title.blur()
    anna.page.keyboard.press("Escape")
    anna.to_list()
    anna.status.get_by_role("button", name="4 changes wait").press("Enter")
    panel = _panel(anna)
    _expect_rows(
        panel,
        "Message to Frog Pond: “I will look”",
        "Message to Frog Pond: “Soon”",
        "Reaction 👍 in Frog Pond",
        "Rename Pond to “Frog Pond”",
    )
    expect(panel.get_by_text("Waits for the network").first).to_be_visible()
    assert violations(anna.page) == []

    panel.get_by_role("button", name="Discard Message to Frog Pond: “I will look”").click()
    panel.get_by_role("button", name="Discard Rename").click()
    question = anna.page.get_by_role("dialog", name="Discard this change?")
    expect(question).to_contain_text("Rename Pond to “Frog Pond”")
    question.get_by_role("button", name="Discard").click()
    _expect_rows(panel, "Message to Pond: “Soon”", "Reaction 👍 in Pond")
    anna.page.keyboard.press("Escape")
    anna.open_conversation("Pond")
    expect(here.box).to_have_value("I will look")
    here.expect_messages("Are there frogs?", "Soon")

    anna.go_online()
    anna.expect_in_touch()
    here.message("Soon").expect_status("sent", "delivered")
    anna.to_list()
    settings = anna.open_settings("Sync")
    settings.get_by_role("button", name="Show what waits").click()
    expect(_panel(anna)).to_contain_text("Everything has reached the server.")
    expect_convergence(server, anna)


def test_what_is_refused_or_put_off_says_why_and_holds_nothing_up(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    """One poisoned entry among others, where no WebSocket gets through."""
    anna, cleo = enter("Anna", account=False), arrive("Cleo")
    anna.troubles.may_meet(*NO_NETWORK)
    anna.page.route_web_socket(SOCKET, lambda socket: socket.close())
    poisoned, allowed = [True], [True]

    def answer(route: Route) -> None:
        body = route.request.post_data_json
        # Only once it is on its way, so that no pull tells her before that she may not write.
        if allowed[0] and any(op["fields"].get("content") == "Too late" for op in body["ops"]):
            cleo.patch(f"/conversations/{pond['id']}", {"posting": "moderators"})
            allowed[0] = False
        bad = [op for op in body["ops"] if poisoned[0] and op["fields"].get("content") == "Poison"]
        body["ops"] = [op for op in body["ops"] if op not in bad]
        told = route.fetch(post_data=json.dumps(body)).json()
        error = {"code": "internal", "message": "", "details": {"retry_after": 3600}}
        told["results"] += [{"op_id": op["op_id"], "status": "retry", "row": None, "error": error} for op in bad]
        route.fulfill(json=told)

    anna.page.route(PUSH, answer)
    anna.create_account()
    pond = cleo.group("Pond", elsewhere(anna), posting="moderators")
    lake = cleo.group("Lake", elsewhere(anna))
    cleo.patch(f"/conversations/{pond['id']}", {"posting": "everyone"})
    anna.page.evaluate("dispatchEvent(new Event('quchat:sync-now'))")
    here = anna.open_conversation("Lake")
    here.send("Poison").expect_status("sending")
    anna.open_conversation("Pond").send("Passes").expect_status("sent", "delivered")
    here.send("Too late").expect_status("failed")
    anna.status.get_by_role("button", name="1 change waits").click()
    panel = _panel(anna)
    refused = panel.get_by_role("listitem").filter(has_text="Too late")
    expect(refused).to_contain_text("Not accepted. You may not do this.")
    put_off = panel.get_by_role("listitem").filter(has_text="Message to Lake: “Poison”")
    expect(put_off).to_contain_text("Put off until")
    poisoned[0] = False
    cleo.patch(f"/conversations/{pond['id']}", {"posting": "everyone"})
    panel.get_by_role("button", name="Retry all").click()
    expect(panel).to_contain_text("Nothing waits.")
    anna.page.keyboard.press("Escape")
    here.message("Too late").expect_status("sent", "delivered")
    stored = cleo.get(f"/messages/{lake['id']}")["messages"]
    assert [m["content"] for m in stored if m["role"] == "user"] == ["Poison"]
    expect_convergence(server, anna)


def test_who_is_removed_while_messages_wait_keeps_the_texts(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    """And who is removed and added again meanwhile sends them as if nothing had been."""
    anna, cleo = enter("Anna"), arrive("Cleo")
    other = elsewhere(anna)
    pond, lake = cleo.group("Pond", other), cleo.group("Lake", other)
    anna.expect_ready_for_offline()
    here = anna.open_conversation("Pond")
    anna.expect_in_touch()
    anna.go_offline()
    anna.expect_offline()
    here.send("To the pond").expect_status("sending")
    here.send("And again").expect_status("sending")
    anna.open_conversation("Lake").send("To the lake").expect_status("sending")
    for group in (pond, lake):
        cleo.delete(f"/conversations/{group['id']}/members/{other.id}")
    cleo.post(f"/conversations/{lake['id']}/members", {"user_ids": [other.id]})
    anna.go_online()
    note = anna.note("You are no longer a member of “Pond”. What you had written there is kept.")
    note.get_by_role("button", name="Show it").click()
    kept = _panel(anna).get_by_role("listitem").filter(has_text="To the pond")
    expect(kept).to_contain_text("To the pond And again")
    anna.page.keyboard.press("Escape")
    here.message("To the lake").expect_status("sent", "delivered")
    expect(anna.item("Pond")).not_to_be_visible()
    anna.expect_in_touch()

    cleo.post(f"/conversations/{pond['id']}/members", {"user_ids": [other.id]})
    anna.open_conversation("Pond")
    expect(here.box).to_have_value("To the pond\n\nAnd again")
    expect_convergence(server, anna)
    stored = cleo.get(f"/messages/{lake['id']}")["messages"]
    assert [m["content"] for m in stored if m["role"] == "user"] == ["To the lake"]


def _panel(person: Participant) -> Locator:
    return person.page.get_by_role("dialog", name="Waiting to be sent")


def _expect_rows(panel: Locator, *labels: str) -> None:
    expect(panel.locator(".outbox-row bdi")).to_have_text(list(labels))
