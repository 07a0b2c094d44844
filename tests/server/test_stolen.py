"""A token or a session that somebody else has got hold of: ended in one place, it is worth nothing in any other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.browsers import Browser
from tests.support.files import Tus, sent
from tests.support.http import InProcess
from tests.support.people import PASSWORD, Person, Visitor, new_id, op
from tests.support.sockets import ConnectionRefused, InProcessSocket

UNKNOWN = (401, "unauthenticated")


def _sign_out_there(thief: Person, ada: Person) -> None:
    assert ada.delete(f"/devices/{thief.device_id}").ok


def _revoke(thief: Person, ada: Person) -> None:
    assert thief.delete("/auth/token").ok


def _choose_a_new_password(thief: Person, ada: Person) -> None:
    assert ada.post("/auth/password", {"current_password": PASSWORD, "new_password": "another long secret"}).ok


ENDINGS = [_sign_out_there, _revoke, _choose_a_new_password]


@pytest.mark.parametrize("end", ENDINGS)
def test_an_ended_token_opens_nothing_any_more(ada: Person, bob: Person, end: Callable[[Person, Person], None]):
    group = ada.group("Team", bob)
    file = sent(ada)
    message = ada.send(group, "Look", file_ids=[file["id"]])
    thief = ada.another_device()
    upload = Tus(thief, b"Not all of it yet")
    upload.create()
    end(thief, ada)
    asked = [
        thief.get("/auth/me"),
        thief.get("/conversations"),
        thief.get(f"/messages/{group['id']}"),
        thief.get(f"/files/{file['id']}"),
        thief.get("/search?q=look"),
        thief.post("/sync/pull", {"cursors": {}}),
        thief.post("/sync/push", {"ops": [op("message", "delete", message["id"])]}),
        thief.post("/messages", {"id": new_id(), "conversation_id": group["id"], "content": "It was me"}),
        thief.post("/auth/password", {"current_password": PASSWORD, "new_password": "the thief's own one"}),
        thief.get("/admin/settings"),
        upload.send(0),
    ]
    assert {answer.status for answer in asked} == {401}
    with pytest.raises(ConnectionRefused):
        thief.connect()
    assert [each["content"] for each in ada.get(f"/messages/{group['id']}")["messages"]][-1] == "Look"


@pytest.mark.parametrize("end", ENDINGS)
def test_a_socket_that_was_open_is_closed_and_hears_nothing_more(
    ada: Person, bob: Person, end: Callable[[Person, Person], None]
):
    group = ada.group("Team", bob)
    thief = ada.another_device()
    socket = thief.connect()
    end(thief, ada)
    socket.background.settle()
    assert not socket.connected
    socket.received("changes")
    bob.send(group, "Is it really you?")
    assert socket.received("changes") == []


def test_a_copied_cookie_ends_with_its_session_and_knows_no_sockets(
    app: Flask, ada: Person, browser: Browser, connect: Callable[..., InProcessSocket]
):
    browser.sign_in("ada")
    cookie = browser.http.client.get_cookie("session").value
    thief = InProcess(app)
    thief.client.set_cookie("session", cookie)
    assert Visitor(thief).get("/auth/me").ok
    assert browser.post("/auth/logout").ok
    assert Visitor(thief).get("/auth/me").refusal == UNKNOWN
    assert Visitor(thief).get("/conversations").refusal == UNKNOWN
    with pytest.raises(ConnectionRefused):
        connect(headers={"Cookie": f"session={cookie}", "Origin": "http://localhost"})


def test_a_cookie_that_knows_a_browser_signs_nobody_in(app: Flask, ada: Person, browser: Browser):
    browser.sign_in("ada")
    thief = InProcess(app)
    thief.client.set_cookie("known", browser.http.client.get_cookie("known").value)
    assert Visitor(thief).get("/auth/me").refusal == UNKNOWN


def test_one_kind_of_secret_does_not_pass_for_another(app: Flask, ada: Person, bob: Person, browser: Browser):
    browser.sign_in("ada")
    cookie = browser.http.client.get_cookie("session").value
    invite = ada.post("/invites", {"conversation_id": ada.group("Team", bob)["id"]})["invite"]["token"]
    for secret in (cookie, browser.csrf_token, invite, ada.device_id, ada.id, ada.token.swapcase()):
        answer = Visitor(InProcess(app)).request("GET", "/auth/me", headers={"Authorization": f"Bearer {secret}"})
        assert answer.refusal == UNKNOWN
    session = InProcess(app)
    session.client.set_cookie("session", ada.token)
    assert Visitor(session).get("/auth/me").refusal == UNKNOWN


def test_a_session_begun_by_somebody_else_does_not_become_ones_own(app: Flask, ada: Person, bob: Person):
    """Session fixation: the thief's cookie in the victim's browser is left behind at sign-in."""
    thief = Browser(InProcess(app))
    thief.sign_in("bob")
    planted = thief.http.client.get_cookie("session").value
    victim = Browser(InProcess(app))
    victim.http.client.set_cookie("session", planted)
    victim.sign_in("ada")
    assert victim.get("/auth/me")["user"]["id"] == ada.id
    assert thief.get("/auth/me")["user"]["id"] == bob.id
    again = InProcess(app)
    again.client.set_cookie("session", planted)
    assert Visitor(again).get("/auth/me")["user"]["id"] == bob.id
