"""Signing in, registering and accepting an invitation without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from tests.support.answers import Answer
from tests.support.browsers import Browser
from tests.support.http import InProcess
from tests.support.people import PASSWORD, Person, register

XSS = '"><script>alert(1)</script>'


def _went_to(answer: Answer) -> str:
    assert answer.status in (302, 303), answer.text[:500]
    return answer.headers["Location"]


def _signed_in(browser: Browser) -> str | None:
    answer = browser.get("/auth/me")
    return answer["user"]["username"] if answer.ok else None


# Signing in


def test_the_form_signs_in(ada: Person, browser: Browser):
    assert _went_to(browser.submit("/sign-in", {"username": " ADA ", "password": PASSWORD})) == "/"
    assert _signed_in(browser) == "ada"


def test_a_wrong_password_shows_the_form_again_without_it(ada: Person, browser: Browser):
    answer = browser.submit("/sign-in", {"username": "ada", "password": "wrong password"})
    assert answer.status == 401
    assert "The username or the password is wrong." in answer.text
    assert 'value="ada"' in answer.text
    assert "wrong password" not in answer.text
    assert _signed_in(browser) is None


def test_an_unknown_name_looks_the_same(ada: Person, browser: Browser):
    pages = [browser.submit("/sign-in", {"username": name, "password": "wrong password"}) for name in ("ada", "xyz")]
    tokens = [page.text.partition('name="csrf_token" value="')[2].partition('"')[0] for page in pages]
    shown = [
        page.text.replace(token, "").replace(f'value="{name}"', "")
        for page, token, name in zip(pages, tokens, ("ada", "xyz"), strict=True)
    ]
    assert pages[0].status == pages[1].status == 401
    assert _without_nonces(shown[0], pages[0]) == _without_nonces(shown[1], pages[1])


def _without_nonces(text: str, page: Answer) -> str:
    nonce = page.headers["Content-Security-Policy"].partition("nonce-")[2].partition("'")[0]
    return text.replace(nonce, "")


@pytest.mark.parametrize("path", ["/sign-in", "/register", "/sign-out"])
def test_a_form_that_was_not_asked_for_does_nothing(ada: Person, browser: Browser, path: str):
    for fields in ({}, {"csrf_token": "wrong"}):
        answer = browser.submit_blindly(path, {"username": "dora", "password": PASSWORD, **fields})
        assert answer.status == 403
        assert _signed_in(browser) is None


def test_signing_out_needs_the_form_and_ends_the_session(ada: Person, browser: Browser):
    browser.submit("/sign-in", {"username": "ada", "password": PASSWORD})
    assert browser.submit_blindly("/sign-out", {}).status == 403
    assert _signed_in(browser) == "ada"
    token = browser.get("/auth/me")["csrf_token"]
    assert _went_to(browser.submit_blindly("/sign-out", {"csrf_token": token})) == "/sign-in"
    assert _signed_in(browser) is None


def test_who_is_signed_in_is_sent_on(ada: Person, browser: Browser):
    browser.submit("/sign-in", {"username": "ada", "password": PASSWORD})
    assert _went_to(browser.open("/sign-in")) == "/"
    assert _went_to(browser.open("/register")) == "/"


# Where to afterwards


@pytest.mark.parametrize("target", ["/", "/#/c/1", "/invite/abc", "/?a=b"])
def test_afterwards_one_goes_where_one_wanted(ada: Person, browser: Browser, target: str):
    form = {"username": "ada", "password": PASSWORD, "next": target}
    assert _went_to(browser.submit("/sign-in", form)) == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\n/evil.example",
        "\t//evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/\x00/evil.example",
        " //evil.example",
        "http:evil.example",
        "/%09/evil.example\r\nSet-Cookie: a=b",
    ],
)
def test_afterwards_one_never_leaves_this_place(ada: Person, browser: Browser, target: str):
    answer = browser.submit("/sign-in", {"username": "ada", "password": PASSWORD, "next": target})
    assert _went_to(answer) == "/"
    assert "a=b" not in answer.headers.get("Set-Cookie", "")


def test_the_wish_survives_a_wrong_password_and_is_escaped(ada: Person, browser: Browser):
    answer = browser.submit("/sign-in", {"username": XSS, "password": "x", "next": "/" + XSS})
    assert "<script>alert" not in answer.text
    assert 'action="/sign-in?next=/' in answer.text


# Registering


def test_the_first_account_is_told_that_it_will_administrate(browser: Browser, visitor):
    assert "administrator" in browser.open("/register").text
    assert _went_to(browser.submit("/register", {"username": "first", "password": PASSWORD})) == "/"
    assert browser.get("/auth/me")["user"]["is_admin"] is True
    assert "administrator" not in Browser(visitor.http.another()).open("/register").text


def test_the_form_registers_and_signs_in(ada: Person, browser: Browser):
    form = {"username": "dora", "display_name": "Dora", "password": PASSWORD}
    assert _went_to(browser.submit("/register", form)) == "/"
    assert _signed_in(browser) == "dora"


def test_what_is_wrong_is_said_beside_its_field(ada: Person, browser: Browser):
    answer = browser.submit("/register", {"username": "x", "display_name": XSS, "password": "short"})
    assert answer.status == 422
    assert answer.text.count('aria-invalid="true"') == 2
    assert "Use at least 8 characters." in answer.text
    assert "Use 3 to 32 small letters" in answer.text
    assert "<script>alert" not in answer.text
    assert XSS in unescape(answer.text)
    assert "short" not in answer.text.partition("<form")[2].replace("A short sentence", "")


def test_a_taken_name_is_said(ada: Person, browser: Browser):
    answer = browser.submit("/register", {"username": "Ada", "password": PASSWORD})
    assert "This name is already taken." in answer.text


@pytest.mark.parametrize("registration", ["invite", "closed"])
def test_where_registration_is_not_open_there_is_no_form_and_none_is_taken(
    make_app: Callable[..., Flask], registration: str
):
    http = InProcess(make_app(registration=registration))
    register(http, "admin")
    browser = Browser(http.another())
    assert "<form" not in browser.open("/register").text
    form = {"username": "dora", "password": PASSWORD}
    assert browser.submit("/register", form, page="/sign-in").status == 403
    assert _signed_in(browser) is None


# Invitations


@pytest.fixture
def link(ada: Person, bob: Person) -> str:
    """The address of an invitation into Ada's group."""
    group = ada.group(f"Team {XSS}", bob)
    return "/invite/" + ada.post("/invites", {"conversation_id": group["id"], "uses": 5})["invite"]["token"]


def test_an_invitation_says_who_invites_to_what_escaped(ada: Person, browser: Browser, link: str):
    ada.patch("/users/me", {"display_name": f"Ada {XSS}"[:64]})
    page = browser.open(link)
    assert page.status == 200
    assert f"Team {XSS}" in unescape(page.text)
    assert "<script>alert" not in page.text


def test_who_is_new_registers_into_the_conversation(ada: Person, browser: Browser, link: str):
    assert _went_to(browser.submit(link, {"username": "dora", "password": PASSWORD})) == "/"
    assert len(browser.get("/conversations")["conversations"]) == 1


def test_who_has_an_account_joins_with_a_click(ada: Person, cleo: Person, browser: Browser, link: str):
    browser.submit("/sign-in", {"username": "cleo", "password": PASSWORD})
    location = _went_to(browser.submit(link, {}))
    (conversation,) = browser.get("/conversations")["conversations"]
    assert location == f"/#/c/{conversation['id']}"


def test_a_link_alone_joins_nobody(ada: Person, cleo: Person, browser: Browser, link: str):
    browser.submit("/sign-in", {"username": "cleo", "password": PASSWORD})
    browser.open(link)
    assert browser.submit_blindly(link, {}).status == 403
    assert browser.get("/conversations")["conversations"] == []


def test_a_wrong_field_shows_the_invitation_again(browser: Browser, link: str):
    answer = browser.submit(link, {"username": "x", "password": PASSWORD})
    assert answer.status == 422
    assert f"Team {XSS}" in unescape(answer.text)


@pytest.mark.parametrize("token", ["wrong", "x" * 500, "%00", "..", "%F0%9F%A6%89"])
def test_a_link_that_is_not_valid_says_so(browser: Browser, ada: Person, token: str):
    assert browser.open(f"/invite/{token}").status == 404


def test_a_link_into_a_deleted_group_says_so(ada: Person, browser: Browser, link: str):
    (group,) = ada.get("/conversations")["conversations"]
    ada.delete(f"/conversations/{group['id']}")
    assert browser.open(link).status == 404


def test_the_token_of_a_link_does_not_travel_on(browser: Browser, link: str):
    page = browser.open(link)
    assert page.headers["Referrer-Policy"] == "same-origin"
