"""Invitations: links with an expiry and a number of uses, which may lead into a conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from messaging.core.extensions import db
from tests.support.http import InProcess
from tests.support.people import Person, Visitor, arrive, register


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    """Ada's group with Bob in it."""
    return ada.group("Team", bob)


def _invite(person: Person, **form: Any) -> dict[str, Any]:
    return person.post("/invites", form)["invite"]


def _expire(app: Flask, invite: dict[str, Any]) -> None:
    """Let the invitation's time run out."""
    with app.app_context():
        statement = "UPDATE invite SET expires_at = '2020-01-01 00:00:00' WHERE id = :id"
        db.session.execute(db.text(statement), {"id": invite["id"]})
        db.session.commit()


def test_an_invitation_tells_its_link_once(ada: Person, team):
    invite = _invite(ada, conversation_id=team["id"], uses=3)
    assert invite["url"].endswith(f"/invite/{invite['token']}")
    (listed,) = ada.get("/invites")["invites"]
    assert listed == {**invite, "token": None, "url": None}


def test_only_a_hash_of_an_invitation_is_stored(app: Flask, ada: Person, team):
    token = _invite(ada, conversation_id=team["id"])["token"]
    with app.app_context():
        stored = db.session.execute(db.text("SELECT * FROM invite")).all()
    assert token not in str(stored)


def test_who_is_invited_registers_into_the_conversation(visitor: Visitor, ada: Person, team, person):
    token = _invite(ada, conversation_id=team["id"])["token"]
    dora = person("dora", invite=token)
    assert dora.see(team)["title"] == "Team"
    newest = ada.get(f"/messages/{team['id']}")["messages"][-1]
    assert (newest["role"], newest["meta"]["event"], newest["sender_id"]) == ("system", "member_joined", dora.id)


def test_who_is_shut_out_does_not_come_back_by_a_link_of_their_own(admin: Person, visitor: Visitor, ada: Person, team):
    """Their links end with the account; otherwise they would register by one under another name."""
    token = _invite(ada, conversation_id=team["id"], uses=9)["token"]
    assert admin.patch(f"/admin/users/{ada.id}", {"ban_reason": "Spam"}).ok
    assert visitor.get("/auth/me").status == 401
    assert register(visitor.http, "eve", invite=token).refusal == (404, "not_found")


def test_a_former_administrator_invites_nobody_from_outside(admin: Person, visitor: Visitor, ada: Person, team):
    assert admin.patch(f"/admin/users/{ada.id}", {"is_admin": True}).ok
    anywhere, here = _invite(ada)["token"], _invite(ada, conversation_id=team["id"])["token"]
    assert admin.patch(f"/admin/users/{ada.id}", {"is_admin": False}).ok
    assert register(visitor.http, "eve", invite=anywhere).refusal == (404, "not_found")
    assert register(visitor.http, "eve", invite=here).ok


def test_an_invitation_works_where_registration_needs_one(make_app: Callable[..., Flask]):
    http = InProcess(make_app(registration="invite"))
    admin = arrive(http, None, "admin")  # type: ignore[arg-type]
    invite = _invite(admin)
    assert register(http.another(), "dora", invite=invite["token"]).status == 201
    assert register(http.another(), "emil", invite=invite["token"]).refusal == (404, "not_found")


def test_an_invitation_opens_no_closed_server(make_app: Callable[..., Flask]):
    http = InProcess(make_app(registration="closed"))
    token = _invite(arrive_first(http))["token"]
    assert register(http.another(), "dora", invite=token).refusal == (403, "forbidden")


def arrive_first(http: InProcess) -> Person:
    return arrive(http, None, "admin")  # type: ignore[arg-type]


def test_somebody_with_an_account_accepts(ada: Person, cleo: Person, team):
    token = _invite(ada, conversation_id=team["id"])["token"]
    assert cleo.post("/invites/accept", {"token": token})["conversation"]["id"] == team["id"]
    assert cleo.see(team)["kind"] == "group"


def test_accepting_gives_the_role_of_the_invitation(ada: Person, cleo: Person, team):
    token = _invite(ada, conversation_id=team["id"], role="moderator")["token"]
    conversation = cleo.post("/invites/accept", {"token": token})["conversation"]
    assert next(m["role"] for m in conversation["members"] if m["user_id"] == cleo.id) == "moderator"


def test_accepting_without_a_conversation_gives_none(admin: Person, ada: Person):
    token = _invite(admin)["token"]
    assert ada.post("/invites/accept", {"token": token})["conversation"] is None


def test_an_invitation_ends_after_its_uses(ada: Person, cleo: Person, team, person):
    token = _invite(ada, conversation_id=team["id"], uses=1)["token"]
    cleo.post("/invites/accept", {"token": token})
    assert person("dora").post("/invites/accept", {"token": token}).refusal == (404, "not_found")
    assert ada.get("/invites")["invites"] == []


def test_an_invitation_ends_with_its_time(app: Flask, ada: Person, cleo: Person, team):
    invite = _invite(ada, conversation_id=team["id"])
    _expire(app, invite)
    assert cleo.post("/invites/accept", {"token": invite["token"]}).refusal == (404, "not_found")
    assert ada.get("/invites")["invites"] == []


def test_an_invitation_ends_when_it_is_revoked(ada: Person, cleo: Person, team):
    invite = _invite(ada, conversation_id=team["id"])
    assert ada.delete(f"/invites/{invite['id']}").ok
    assert cleo.post("/invites/accept", {"token": invite["token"]}).refusal == (404, "not_found")


def test_wrong_used_expired_and_revoked_invitations_look_the_same(app: Flask, ada: Person, cleo: Person, team):
    expired, revoked = _invite(ada, conversation_id=team["id"]), _invite(ada, conversation_id=team["id"])
    _expire(app, expired)
    ada.delete(f"/invites/{revoked['id']}")
    tokens = ["wrong", expired["token"], revoked["token"]]
    answers = [cleo.post("/invites/accept", {"token": token}).json for token in tokens]
    assert answers[0] == answers[1] == answers[2]


def test_a_member_who_accepts_uses_nothing_up(ada: Person, bob: Person, cleo: Person, team):
    token = _invite(ada, conversation_id=team["id"], uses=1)["token"]
    assert bob.post("/invites/accept", {"token": token})["conversation"]["id"] == team["id"]
    assert cleo.post("/invites/accept", {"token": token})["conversation"]["id"] == team["id"]


def test_an_invitation_into_a_deleted_group_is_not_valid_any_more(ada: Person, cleo: Person, team):
    token = _invite(ada, conversation_id=team["id"])["token"]
    ada.delete(f"/conversations/{team['id']}")
    never_there = cleo.post("/invites/accept", {"token": "wrong"})
    assert cleo.post("/invites/accept", {"token": token}).json == never_there.json


@pytest.mark.parametrize("how", ["removed", "demoted", "leaving"])
def test_an_invitation_ends_when_its_maker_may_invite_no_longer(ada: Person, bob: Person, cleo: Person, team, how: str):
    seat = f"/conversations/{team['id']}/members/{bob.id}"
    ada.patch(seat, {"role": "moderator"})
    token = _invite(bob, conversation_id=team["id"], uses=9)["token"]
    kept = _invite(ada, conversation_id=team["id"])["token"]
    assert {
        "removed": lambda: ada.delete(seat),
        "demoted": lambda: ada.patch(seat, {"role": "member"}),
        "leaving": lambda: bob.delete(seat),
    }[how]().ok
    for person in (bob, cleo):
        assert person.post("/invites/accept", {"token": token}).refusal == (404, "not_found")
    assert cleo.post("/invites/accept", {"token": kept}).ok


def test_members_do_not_invite_and_moderators_invite_members_only(ada: Person, bob: Person, team):
    form = {"conversation_id": team["id"]}
    assert bob.post("/invites", form).refusal == (403, "forbidden")
    ada.patch(f"/conversations/{team['id']}/members/{bob.id}", {"role": "moderator"})
    assert bob.post("/invites", {**form, "role": "moderator"}).refusal == (403, "forbidden")
    assert bob.post("/invites", form).status == 201


def test_nobody_is_invited_as_owner(ada: Person, team):
    assert ada.post("/invites", {"conversation_id": team["id"], "role": "owner"}).wrong_fields == {"role"}


def test_nobody_is_invited_into_a_direct_conversation(ada: Person, bob: Person):
    form = {"conversation_id": ada.direct(bob)["id"]}
    assert ada.post("/invites", form).wrong_fields == {"conversation_id"}


def test_only_administrators_invite_without_a_conversation(admin: Person, ada: Person):
    assert ada.post("/invites", {}).refusal == (403, "forbidden")
    assert admin.post("/invites", {}).status == 201


def test_administrators_see_and_revoke_all_invitations_others_their_own(admin: Person, ada: Person, bob: Person, team):
    invite = _invite(ada, conversation_id=team["id"])
    assert bob.get("/invites")["invites"] == []
    assert [listed["id"] for listed in admin.get("/invites")["invites"]] == [invite["id"]]
    assert bob.delete(f"/invites/{invite['id']}").refusal == (404, "not_found")
    assert admin.delete(f"/invites/{invite['id']}").ok


@pytest.mark.parametrize(
    ("form", "field"),
    [({"uses": 0}, "uses"), ({"uses": 1001}, "uses"), ({"expires_in": 59}, "expires_in"), ({"uses": "many"}, "uses")],
)
def test_an_invitation_has_limits(ada: Person, team, form, field):
    assert ada.post("/invites", {"conversation_id": team["id"], **form}).wrong_fields == {field}


def test_the_longest_and_widest_invitation_is_accepted(ada: Person, team):
    invite = _invite(ada, conversation_id=team["id"], uses=1000, expires_in=365 * 86400)
    assert invite["uses_left"] == 1000
