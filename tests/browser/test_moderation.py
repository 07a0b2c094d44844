"""Keeping order in a group, as its people see it; and messages that are kept for a time only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Elsewhere, Enter
from tests.browser.convergence import expect_convergence, holds
from tests.browser.doorway import PHONE
from tests.browser.screens.participant import Participant
from tests.support.live import LiveServer
from tests.support.retention import age_and_sweep

Group = dict[str, Any]
LATER = "2099-01-01T00:00:00.000Z"


@pytest.fixture
def anna(enter: Enter) -> Participant:
    return enter("Anna")


@pytest.fixture
def ben(enter: Enter) -> Participant:
    return enter("Ben", **PHONE)


@pytest.fixture
def group(anna: Participant, ben: Participant, elsewhere: Elsewhere) -> Group:
    """Anna owns it, Ben is in it, and both have it open."""
    group = elsewhere(anna).group("Biology", elsewhere(ben))
    anna.open_conversation("Biology")
    ben.open_conversation("Biology")
    return group


def _dialog(person: Participant, name: str | re.Pattern[str]) -> Locator:
    return person.page.get_by_role("dialog", name=name)


def _notices(person: Participant) -> Locator:
    return person.page.get_by_role("region", name="Notices").get_by_role("listitem")


def _composer_says(person: Participant) -> Locator:
    return person.page.locator(".composer-closed")


def test_a_reported_message_is_removed_and_everybody_is_told(
    anna: Participant, ben: Participant, group: Group, enter: Enter, elsewhere: Elsewhere, server: LiveServer
) -> None:
    cleo = enter("Cleo")
    elsewhere(anna).post(f"/conversations/{group['id']}/members", {"user_id": elsewhere(cleo).id})
    here = cleo.open_conversation("Biology")
    ben.conversation.send("Cleo is a toad")

    here.message("Cleo is a toad").menu("Report…")
    report = _dialog(cleo, "Report message")
    expect(report).to_be_visible()
    cleo.go_offline()
    report.get_by_role("radio", name="Insults, bullying or hate").check()
    report.get_by_role("textbox", name="What should they know?").fill("Every day now")
    report.get_by_role("button", name="Report").click()
    expect(cleo.note("Reported.")).to_be_visible()
    cleo.go_online()

    notice = _notices(anna)
    expect(notice).to_contain_text("A message in “Biology” was reported.")
    notice.get_by_role("button", name="Review").click()
    reports = _dialog(anna, "Reports")
    expect(reports.get_by_role("listitem")).to_contain_text("Cleo is a toad")
    expect(reports.get_by_role("listitem")).to_contain_text("Every day now")
    reports.get_by_role("button", name="Remove…").click()
    asked = _dialog(anna, "Remove this message?")
    asked.get_by_role("textbox", name="Reason").fill("We don't talk like that")
    asked.get_by_role("button", name="Remove").click()
    expect(reports).to_contain_text("Nothing waits here.")
    anna.page.keyboard.press("Escape")

    for person in (anna, ben, cleo):
        expect(person.conversation.messages.filter(has_text="Removed by a moderator")).to_be_visible()
    expect(_notices(cleo)).to_contain_text("The message was removed.")
    ben.back_to_list()
    expect(_notices(ben)).to_contain_text("Cleo is a toad")
    expect(_notices(ben)).to_contain_text("Reason: We don't talk like that")
    _notices(ben).get_by_role("button", name="OK").click()
    expect(_notices(ben)).to_have_count(0)
    expect_convergence(server, anna, ben, cleo)


def test_who_is_muted_meanwhile_gets_their_words_back(
    anna: Participant, ben: Participant, group: Group, server: LiveServer
) -> None:
    ben.go_offline()
    ben.expect_offline()
    written = ben.conversation.send("One more thing")

    members = anna.conversation.open_members()
    members.get_by_role("button", name="Options for Ben").click()
    anna.choose("Options for Ben", "Mute…")
    asked = _dialog(anna, "Mute Ben?")
    asked.get_by_role("textbox", name="Reason").fill("Shouting")
    asked.get_by_role("button", name="Mute").click()
    expect(members.get_by_role("listitem").filter(has_text="Ben")).to_contain_text("Muted until")
    anna.expect_in_touch()

    ben.go_online()
    written.expect_status("failed")
    expect(written.trouble).to_contain_text("Shouting")
    expect(_composer_says(ben)).to_contain_text("You are muted here until")
    expect(_composer_says(ben)).to_contain_text("Reason: Shouting")
    expect_convergence(server, anna)
    expect_convergence(server, ben, refused=1)

    members.get_by_role("button", name="Options for Ben").click()
    anna.choose("Options for Ben", "Let write again")
    expect(ben.conversation.box).to_be_visible()
    written.trouble.get_by_role("button", name="Retry").click()
    written.expect_status("sent", "delivered", "read")
    anna.page.keyboard.press("Escape")
    expect(anna.conversation.message("One more thing").article).to_be_visible()
    expect_convergence(server, anna, ben)


def test_who_is_banned_is_out_until_the_ban_is_lifted(
    anna: Participant, ben: Participant, group: Group, elsewhere: Elsewhere, server: LiveServer
) -> None:
    members = anna.conversation.open_group_settings()
    members.get_by_role("combobox", name="Silence the group").select_option("Only moderators for an hour")
    expect(_composer_says(ben)).to_contain_text("Only moderators write here until")

    members.get_by_role("button", name="Options for Ben").click()
    anna.choose("Options for Ben", "Ban from group…")
    asked = _dialog(anna, "Ban Ben from the group?")
    asked.get_by_role("button", name="Ban").click()
    expect(ben.page.get_by_role("heading", name="This conversation is not here")).to_be_visible()
    ben.page.get_by_role("link", name="Back to conversations").first.click()
    expect(_notices(ben)).to_contain_text("You were banned from “Biology”.")
    refused = elsewhere(anna).post(f"/conversations/{group['id']}/members", {"user_id": elsewhere(ben).id})
    assert refused.status == 403

    members.get_by_role("button", name="Lift the ban of Ben").click()
    expect(members.get_by_role("heading", name="Banned")).to_have_count(0)
    anna.expect_in_touch()
    assert elsewhere(anna).post(f"/conversations/{group['id']}/members", {"user_id": elsewhere(ben).id}).ok
    expect(ben.item("Biology")).to_be_visible()
    expect_convergence(server, anna, ben)


def test_old_messages_go_from_devices_too_and_nothing_unsent_with_them(
    anna: Participant, ben: Participant, group: Group, elsewhere: Elsewhere, server: LiveServer
) -> None:
    old = anna.conversation.send("Old news")
    expect(ben.conversation.message("Old news").article).to_be_visible()
    anna.expect_in_touch()
    ben.go_offline()
    ben.expect_offline()
    ben.conversation.message("Old news").menu("Reply")
    answer = ben.conversation.send("An answer from the train")

    members = anna.conversation.open_group_settings()
    members.get_by_role("combobox", name="Keep messages").select_option("7 days")
    _dialog(anna, "Let older messages go?").get_by_role("button", name="Let them go").click()
    expect(anna.conversation.log).to_contain_text("chose that messages are kept for 7 days")
    anna.page.keyboard.press("Escape")
    age_and_sweep(server.data_dir, group["id"], days=8)
    young = elsewhere(anna).send(group, "News")

    expect(anna.conversation.message("News").article).to_be_visible()
    expect(old.article).to_have_count(0)
    expect(anna.conversation.about).to_contain_text("kept for 7 days")
    expect(anna.conversation.log).to_contain_text("Messages are kept for 7 days here.")
    ben.go_online()
    answer.expect_status("sent", "delivered", "read")
    expect(ben.conversation.message("Old news").article).to_have_count(0)
    for person, signed_in in ((anna, elsewhere(anna)), (ben, elsewhere(ben))):
        ordinals = [row["ordinal"] for row in holds(person, signed_in.id)["messages"]]
        assert min(ordinals) == young["ordinal"]
    expect_convergence(server, anna, ben)
