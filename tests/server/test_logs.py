"""What the server writes about what it does: enough to find a fault, nothing of what people say or keep secret."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from messaging.core.extensions import db
from tests.support.browsers import Browser
from tests.support.people import PASSWORD, Person, Visitor, new_id, op

SECRET = "a very private sentence"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, as in production and beyond."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="quchat.requests")
    return caplog


def test_a_request_is_one_line_with_its_rule_and_not_its_address(ada: Person, log):
    ada.get(f"/users/{ada.id}?q=who")
    lines = [record.getMessage() for record in log.records if record.name == "quchat.requests"]
    assert len(lines) == 1
    assert lines[0].startswith("GET /api/v1/users/<user_id> 200 ")
    assert ada.id not in lines[0]


def test_nothing_secret_is_logged(ada: Person, bob: Person, browser: Browser, visitor: Visitor, log):
    conversation = ada.direct(bob)
    invite = ada.post("/invites", {"conversation_id": ada.group(SECRET, bob)["id"]})["invite"]
    ada.send(conversation, SECRET)
    socket = ada.connect()
    socket.call("send_message", {"id": new_id(), "conversation_id": conversation["id"], "content": SECRET})
    ada.push(op("message", "create", new_id(), fields={"conversation_id": conversation["id"], "content": SECRET}))
    visitor.post("/auth/login", {"username": "ada", "password": f"wrong {PASSWORD}"})
    browser.open(f"/invite/{invite['token']}")
    browser.submit("/sign-in", {"username": "ada", "password": PASSWORD})
    browser.csrf_token = browser.get("/auth/me")["csrf_token"]
    browser.post("/auth/password", {"current_password": PASSWORD, "new_password": "new " + PASSWORD})
    ada.get(f"/users?q={SECRET[:20]}")
    for secret in (SECRET, PASSWORD, ada.token, invite["token"], browser.csrf_token):
        assert secret not in log.text


FAULT = {
    "sqlite": ["CREATE TRIGGER fault BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'broken by a test'); END"],
    # As its own errors of constraints do, it tells the row.
    "postgresql": [
        """CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE 'broken by a test' USING DETAIL = format('Failing row contains (%s).', NEW.content);
        END $$""",
        "CREATE TRIGGER fault BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION break_down()",
    ],
}


def test_nothing_secret_is_logged_when_the_database_fails(app: Flask, ada: Person, bob: Person, log, errors_expected):
    conversation = ada.direct(bob)
    message = ada.send(conversation, SECRET)
    with app.app_context():
        db.session.execute(db.text("DROP TABLE message_edit"))
        for statement in FAULT[db.engine.dialect.name]:
            db.session.execute(db.text(statement))
        db.session.commit()
    form = {"id": new_id(), "conversation_id": conversation["id"], "content": SECRET}
    assert ada.patch(f"/messages/{message['id']}", {"content": f"{SECRET} once more"}).status in (500, 503)
    assert ada.post("/messages", form).status == 500
    assert ada.connect().call("send_message", form).refusal == "internal"
    assert ada.push(op("message", "create", new_id(), fields=form))[0]["status"] == "retry"
    assert "message_edit" in log.text
    assert "broken by a test" in log.text
    assert SECRET not in log.text
    assert ada.token not in log.text


def test_what_concerns_the_safety_of_an_account_is_a_line_with_who_and_from_where(ada: Person, visitor: Visitor, log):
    visitor.post("/auth/login", {"username": "ada", "password": PASSWORD})
    visitor.post("/auth/login", {"username": "ada", "password": "wrong password"})
    visitor.post("/auth/login", {"username": PASSWORD, "password": PASSWORD})
    lines = [record.getMessage() for record in log.records if record.name == "quchat.security"]
    assert lines == [
        f"signed_in user={ada.id} address=127.0.0.1",
        f"sign_in_refused user={ada.id} address=127.0.0.1",
        "sign_in_refused address=127.0.0.1",
    ]
    assert PASSWORD not in log.text
