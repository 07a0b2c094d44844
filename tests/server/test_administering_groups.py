"""Groups and invitations, looked after by administrators who are not in them."""

from __future__ import annotations

import re

import pytest

from tests.support.browsers import Browser
from tests.support.people import Person


def test_what_is_said_is_not_shown_nor_who_talks_with_whom(admin_browser: Browser, ada: Person, bob: Person):
    team = ada.group("Team", bob)
    ada.send(team, "the secret plan")
    ada.send(ada.direct(bob), "another secret")
    for page in ("/admin/conversations", f"/admin/conversations/{team['id']}", f"/admin/people/{ada.id}"):
        text = admin_browser.open(page).text
        assert "Team" in text
        assert "secret" not in text
    assert admin_browser.open(f"/admin/conversations/{ada.direct(bob)['id']}").status == 404


def test_members_see_that_only_moderators_may_write(admin_browser: Browser, ada: Person, bob: Person):
    team = ada.group("Team", bob)
    admin_browser.submit(
        f"/admin/conversations/{team['id']}/posting", {"open": "no"}, page=f"/admin/conversations/{team['id']}"
    )
    assert bob.see(team)["posting"] == "moderators"
    assert bob.see(team)["last_message"]["preview"] == "now lets only moderators post"
    form = {"id": team["id"], "conversation_id": team["id"], "content": "Hello"}
    assert bob.post("/messages", form).refusal == (403, "forbidden")


def test_one_change_has_one_name_whoever_makes_it(admin_browser: Browser, admin: Person, ada: Person):
    team = ada.group("Team")
    ada.patch(f"/conversations/{team['id']}", {"posting": "moderators"})
    page = f"/admin/conversations/{team['id']}"
    admin_browser.submit(f"{page}/posting", {"open": "yes"}, page=page)
    admin_browser.submit(f"{page}/posting", {"open": "yes"}, page=page)  # is so already
    noted = [(entry["action"], entry["details"]["posting"]) for entry in admin.get("/admin/audit")["entries"]]
    assert noted == [("conversation.posting_changed", "everyone"), ("conversation.posting_changed", "moderators")]
    assert "decided who may write in “Team”: everyone" in admin_browser.open(page).text


def test_administrators_are_held_to_their_own_maximum(admin_browser: Browser, admin: Person, ada: Person):
    team = ada.group("Team")
    admin.patch("/admin/settings", {"retention_max_days": 45})
    page = f"/admin/conversations/{team['id']}"
    assert "45 at most" in admin_browser.open(page).text
    for days, kept in (("90", None), ("0", None), ("45", 45), ("", None)):
        admin_browser.submit(f"{page}/retention", {"days": days}, page=page)
        assert ada.see(team)["retention_days"] == kept


def test_a_group_with_an_owner_is_theirs(admin_browser: Browser, admin: Person, ada: Person, bob: Person):
    team = ada.group("Team", bob)
    page = f"/admin/conversations/{team['id']}"
    assert "A new owner" not in admin_browser.open(page).text
    admin_browser.submit(f"{page}/owner", {"user_id": admin.id}, page=page)
    assert admin.get(f"/conversations/{team['id']}").refusal == (404, "not_found")


@pytest.mark.parametrize("heir", ["admin", "bob"])
def test_a_group_whose_owner_is_gone_gets_another(
    heir: str, admin_browser: Browser, admin: Person, ada: Person, bob: Person, cleo: Person
):
    team = ada.group("Team", bob)
    admin_browser.submit(f"/admin/people/{ada.id}/deactivate", {}, page=f"/admin/people/{ada.id}")
    page = f"/admin/conversations/{team['id']}"
    assert "Team" in admin_browser.open("/admin/conversations?ownerless=on").text
    admin_browser.submit(f"{page}/owner", {"user_id": cleo.id}, page=page)
    assert "No owner who can sign in" in admin_browser.open(page).text  # she is not in it
    new = {"admin": admin, "bob": bob}[heir]
    admin_browser.submit(f"{page}/owner", {"user_id": new.id}, page=page)
    roles = {m["user_id"]: m["role"] for m in new.see(team)["members"]}
    assert roles[new.id] == "owner"
    assert "No owner who can sign in" not in admin_browser.open(page).text


def test_a_deleted_group_is_gone_for_everybody(admin_browser: Browser, admin: Person, ada: Person, bob: Person):
    team = ada.group("Team", bob)
    page = f"/admin/conversations/{team['id']}"
    admin_browser.submit(f"{page}/delete", {}, page=page)
    assert bob.get(f"/conversations/{team['id']}").refusal == (404, "not_found")
    (noted,) = admin.get("/admin/audit")["entries"]
    assert (noted["action"], noted["details"]["title"]) == ("conversation.deleted", "Team")


def test_an_invitation_is_shown_once_and_can_be_taken_back(admin_browser: Browser, admin: Person):
    page = admin_browser.submit("/admin/invites", {"uses": "2", "days": "1"})
    link = re.search(r"/invite/[\w-]+", page.text)[0]
    assert link not in admin_browser.open("/admin/invites").text
    newcomer = Browser(admin_browser.http.another())
    assert newcomer.open(link).status == 200
    invite = re.search(r"/admin/invites/([\w-]+)/revoke", page.text)[1]
    admin_browser.submit(f"/admin/invites/{invite}/revoke", {}, page="/admin/invites")
    assert newcomer.open(link).status == 404
    assert [e["action"] for e in admin.get("/admin/audit")["entries"]] == ["invite.revoked", "invite.created"]
