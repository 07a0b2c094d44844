"""Sessions, tokens and what protects them: CSRF for cookies, JSON where there is no CSRF, one answer to failures."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.answers import Answer
from tests.support.browsers import Browser
from tests.support.engines import SQLITE, only_on
from tests.support.http import InProcess
from tests.support.people import API, PASSWORD, Person, Visitor, sign_in


@pytest.fixture
def adas_browser(ada: Person, browser: Browser) -> Browser:
    """Ada's browser, signed in."""
    assert browser.sign_in("ada").ok
    return browser


def _cookie(answer: Answer) -> str:
    return answer.headers.get("Set-Cookie", "")


def test_signing_in_gives_a_session_that_scripts_and_other_sites_do_not_get(ada: Person, browser: Browser):
    cookie = _cookie(browser.sign_in("ada"))
    assert "session=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_in_production_the_session_travels_over_https_only(make_app):
    app = make_app(environment="production")
    http = InProcess(app)
    form = b'{"username":"ada","password":"correct horse battery"}'
    headers = {"Content-Type": "application/json", "X-Forwarded-Proto": "https"}
    cookies = http.client.open(f"{API}/auth/register", method="POST", data=form, headers=headers).headers.getlist(
        "Set-Cookie"
    )
    assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-session", "__Host-known"}
    assert all("Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie for cookie in cookies)


def test_me_tells_a_browser_what_it_needs(ada: Person, adas_browser: Browser):
    me = adas_browser.get("/auth/me").json
    assert me["user"] == ada.user
    assert me["csrf_token"]
    assert me["server_id"] != me["epoch"]
    assert [d["kind"] for d in adas_browser.get("/devices")["devices"] if d["id"] == me["device_id"]] == ["browser"]


def test_a_session_lasts_from_the_last_time_one_asked_who_one_is(adas_browser: Browser):
    """An answer that comes late must not bring an older session back."""
    assert "session=" in _cookie(adas_browser.get("/auth/me"))
    assert _cookie(adas_browser.get("/conversations")) == ""


def test_a_program_gets_no_csrf_token(ada: Person):
    me = ada.get("/auth/me").json
    assert (me["csrf_token"], me["device_id"]) == (None, ada.device_id)


def test_registering_signs_the_browser_in(browser: Browser):
    browser.post("/auth/register", {"username": "dora", "password": PASSWORD})
    assert browser.get("/auth/me")["user"]["username"] == "dora"


def test_a_username_signs_in_whatever_its_case(ada: Person, visitor: Visitor):
    assert visitor.post("/auth/login", {"username": " ADA ", "password": PASSWORD}).ok


@pytest.mark.parametrize("route", ["/auth/login", "/auth/token"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(ada: Person, visitor: Visitor, route: str):
    wrong = visitor.post(route, {"username": "ada", "password": "wrong password"})
    unknown = visitor.post(route, {"username": "nobody", "password": "wrong password"})
    impossible = visitor.post(route, {"username": "x y", "password": ""})
    assert wrong.refusal == (401, "unauthenticated")
    assert (wrong.status, wrong.json) == (unknown.status, unknown.json) == (impossible.status, impossible.json)


def test_nothing_is_open_without_signing_in(visitor: Visitor):
    assert visitor.get("/auth/me").refusal == (401, "unauthenticated")


@pytest.mark.parametrize("token", ["", " ", "wrong", "x" * 5000, "' OR 1=1 --"])
def test_a_wrong_token_opens_nothing(visitor: Visitor, token: str):
    answer = visitor.request("GET", "/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.refusal == (401, "unauthenticated")


@only_on(SQLITE, "it reads the file")
def test_only_a_hash_of_a_token_is_stored(app: Flask, ada: Person):
    ada.patch("/users/me", {"status_text": "a sentence"})
    stored = b"".join(file.read_bytes() for file in app.config["DATA_DIR"].glob("messaging_app.db*"))
    assert b"a sentence" in stored
    assert ada.token.encode() not in stored
    assert PASSWORD.encode() not in stored


# CSRF


CHANGES = [
    ("POST", "/auth/logout", None),
    ("PATCH", "/users/me", {"status_text": "hacked"}),
    ("PUT", "/sync/config", {"mode": "cloud-only"}),
    ("POST", "/sync/push", {"ops": []}),
    ("POST", "/sync/pull", {"cursors": {}}),
    ("DELETE", "/users/me/avatar", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_a_cookie_alone_changes_nothing(adas_browser: Browser, method: str, path: str, body):
    good, adas_browser.csrf_token = adas_browser.csrf_token, None
    assert adas_browser.request(method, path, body).refusal == (403, "forbidden")
    adas_browser.csrf_token = "wrong"
    assert adas_browser.request(method, path, body).refusal == (403, "forbidden")
    adas_browser.csrf_token = good
    assert adas_browser.request(method, path, body).ok


def test_another_sessions_csrf_token_changes_nothing(ada: Person, adas_browser: Browser, bob: Person, app: Flask):
    bobs = Browser(InProcess(app))
    bobs.sign_in("bob")
    adas_browser.csrf_token = bobs.csrf_token
    assert adas_browser.patch("/users/me", {"status_text": "hacked"}).refusal == (403, "forbidden")


def test_a_token_needs_no_csrf_token(ada: Person):
    assert ada.patch("/users/me", {"status_text": "busy"}).ok


def test_reading_needs_no_csrf_token(adas_browser: Browser):
    adas_browser.csrf_token = None
    assert adas_browser.get("/conversations").ok


def test_a_request_with_a_token_is_judged_by_the_token_alone(adas_browser: Browser, bob: Person):
    as_bob = {"Authorization": f"Bearer {bob.token}"}
    assert adas_browser.request("GET", "/auth/me", headers=as_bob)["user"]["id"] == bob.id
    wrong = {"Authorization": "Bearer wrong"}
    assert adas_browser.request("GET", "/auth/me", headers=wrong).refusal == (401, "unauthenticated")


def test_a_wrong_token_does_not_switch_csrf_off(adas_browser: Browser):
    adas_browser.csrf_token = None
    for value in ("Bearer wrong", "bearer wrong", "Basic YWRhOmFkYQ==", "Bearer"):
        answer = adas_browser.request("PATCH", "/users/me", {"status_text": "hacked"}, {"Authorization": value})
        assert answer.status in (401, 403)
    assert adas_browser.get("/auth/me")["user"]["status_text"] == ""


@pytest.mark.parametrize("route", ["/auth/register", "/auth/login", "/auth/token"])
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_needs_no_csrf_token_demands_json(ada: Person, visitor: Visitor, route: str, content_type: str):
    body = b'{"username":"ada","password":"correct horse battery"}'
    assert visitor.upload("POST", route, body, content_type).refusal == (415, "unsupported_type")


@pytest.mark.parametrize("route", ["/auth/register", "/auth/login", "/auth/token"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"ada"', b"null", b'{"username": "\\ud800"}', b"\xff\xfe{}"])
def test_what_is_not_a_json_object_is_refused(visitor: Visitor, route: str, body: bytes):
    assert visitor.upload("POST", route, body, "application/json").refusal == (422, "validation_failed")


# Sessions


def test_signing_in_begins_a_new_session(ada: Person, browser: Browser):
    browser.open("/sign-in")
    before = browser.http.client.get_cookie("session").value
    browser.sign_in("ada")
    assert browser.http.client.get_cookie("session").value != before


def test_nothing_planted_before_signing_in_stays(app: Flask, ada: Person):
    victim = Browser(InProcess(app))
    planted = victim.open("/sign-in")
    token = victim.csrf_token = planted.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    victim.sign_in("ada")
    assert victim.csrf_token != token
    victim.csrf_token = token
    assert victim.patch("/users/me", {"status_text": "hacked"}).refusal == (403, "forbidden")


def test_two_first_questions_at_once_learn_tokens_that_both_hold(ada: Person, browser: Browser):
    browser.post("/auth/login", {"username": "ada", "password": PASSWORD})
    cookie = browser.http.client.get_cookie("session").value
    browser.csrf_token = browser.get("/auth/me")["csrf_token"]
    browser.http.client.set_cookie("session", cookie)
    browser.get("/auth/me")
    assert browser.patch("/users/me", {"status_text": "here"}).ok


def test_signing_in_as_somebody_else_takes_the_session_over(adas_browser: Browser, bob: Person):
    adas_browser.sign_in("bob")
    assert adas_browser.get("/auth/me")["user"]["id"] == bob.id


def test_signing_out_ends_the_session_also_for_a_copied_cookie(app: Flask, adas_browser: Browser):
    copied = adas_browser.http.client.get_cookie("session").value
    assert adas_browser.post("/auth/logout").ok
    thief = InProcess(app)
    thief.client.set_cookie("session", copied)
    assert Visitor(thief).get("/auth/me").refusal == (401, "unauthenticated")


def test_revoking_a_token_ends_it_and_no_other(ada: Person):
    phone = ada.another_device()
    assert phone.delete("/auth/token").ok
    assert phone.get("/auth/me").refusal == (401, "unauthenticated")
    assert ada.get("/auth/me").ok


def test_a_cookie_that_somebody_made_up_is_worth_nothing(app: Flask, ada: Person):
    thief = InProcess(app)
    thief.client.set_cookie("session", "eyJfdXNlcl9pZCI6ICJhZGEifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
    assert Visitor(thief).get("/auth/me").refusal == (401, "unauthenticated")


def test_each_sign_in_is_a_device_of_its_own(ada: Person):
    first, second = sign_in(ada.http, "ada").json, sign_in(ada.http, "ada").json
    assert first["device_id"] != second["device_id"]
    assert first["token"] != second["token"]
