"""An account that an administrator has closed: nobody signs in with it, finds it or adds it; what it said stays."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from messaging.accounts.models import User
from messaging.core.extensions import db
from tests.support.people import Person, Visitor, new_id, sign_in
from tests.support.sockets import ConnectionRefused


@pytest.fixture
def gone(app: Flask, ada: Person, bob: Person) -> Person:
    """Bob, who has said something to Ada and whose account is closed."""
    bob.send(ada.direct(bob), "Goodbye")
    with app.app_context():
        db.session.execute(update(User).where(User.id == bob.id).values(deactivated_at=User.created_at))
        db.session.commit()
    return bob


def test_nobody_signs_in_with_it_and_the_answer_is_the_usual_one(gone: Person, visitor: Visitor):
    nobody = sign_in(visitor.http, "nobody", "wrong password")
    assert (sign_in(visitor.http, "bob").status, sign_in(visitor.http, "bob").json) == (nobody.status, nobody.json)


def test_its_sessions_have_ended(gone: Person):
    assert gone.get("/auth/me").refusal == (401, "unauthenticated")
    with pytest.raises(ConnectionRefused):
        gone.connect()


def test_nobody_finds_or_adds_it(ada: Person, cleo: Person, gone: Person):
    assert ada.get("/users?q=bob")["users"] == []
    assert ada.post("/contacts", {"username": "bob"}).refusal == (404, "not_found")
    assert ada.post("/contacts", {"contact_id": gone.id}).refusal == (404, "not_found")
    group = ada.group("Team")
    assert ada.post(f"/conversations/{group['id']}/members", {"user_id": gone.id}).wrong_fields == {"member_ids"}
    form = {"id": new_id(), "recipient_id": gone.id, "content": "Hello"}
    assert cleo.post("/messages", form).wrong_fields == {"member_ids"}


def test_what_it_said_stays_with_its_name(ada: Person, gone: Person):
    assert [m["content"] for m in ada.get(f"/chat/history/{gone.id}")["messages"]] == ["Goodbye"]
    assert ada.get(f"/users/{gone.id}")["user"]["display_name"] == "Bob"
