"""Changing a password ends every other session; hashes cost what OWASP asks for."""

from __future__ import annotations

import importlib
from collections.abc import Callable

import pytest
from argon2.low_level import Type
from flask import Flask

from messaging.accounts import passwords
from tests.support.browsers import Browser
from tests.support.http import InProcess
from tests.support.people import PASSWORD, Person, Visitor, arrive, sign_in

NEW = "a completely new secret"


def _change(person: Person | Browser, current: str = PASSWORD, new: str = NEW):
    return person.post("/auth/password", {"current_password": current, "new_password": new})


def test_a_changed_password_is_the_one_that_counts(ada: Person):
    assert _change(ada).ok
    assert sign_in(ada.http, "ada", PASSWORD).refusal == (401, "unauthenticated")
    assert sign_in(ada.http, "ada", NEW).status == 201


def test_changing_it_ends_every_other_session_and_keeps_this_one(ada: Person, browser: Browser):
    browser.sign_in("ada")
    phone = ada.another_device()
    here, there = ada.connect(), phone.connect()
    assert _change(ada).ok
    here.background.settle()
    assert (here.connected, there.connected) == (True, False)
    assert phone.get("/auth/me").status == browser.get("/auth/me").status == 401
    assert ada.get("/auth/me").ok


def test_a_browser_that_changes_it_stays_signed_in(ada: Person, browser: Browser):
    browser.sign_in("ada")
    assert _change(browser).ok
    assert browser.get("/auth/me").ok
    assert ada.get("/auth/me").status == 401


def test_it_is_not_changed_without_the_present_one(ada: Person):
    phone = ada.another_device()
    assert _change(ada, current="wrong password").wrong_fields == {"current_password"}
    assert phone.get("/auth/me").ok
    assert sign_in(ada.http, "ada", PASSWORD).status == 201


def test_the_new_one_must_be_good(ada: Person):
    assert _change(ada, new="short").wrong_fields == {"new_password"}
    assert _change(ada, new="x" * 257).wrong_fields == {"new_password"}


COMMON = ["password", "12345678", "QWERTYUIOP", "quchat2026!", "dora-1234", "1-2-d-o-r-a!"]


@pytest.fixture
def strict(make_app: Callable[..., Flask]) -> Visitor:
    """A visitor of an installation that refuses what anybody would try first."""
    return Visitor(InProcess(make_app(common_passwords="refuse")))


@pytest.mark.parametrize("password", COMMON)
def test_what_anybody_would_try_first_is_refused_where_one_wants_it(password: str, strict: Visitor):
    form = {"username": "dora", "password": password, "display_name": "Dora"}
    assert strict.post("/auth/register", form).wrong_fields == {"password"}
    dora = arrive(strict.http, None, "dora")
    assert _change(dora, new=password).wrong_fields == {"new_password"}
    assert _change(dora).ok


def test_the_form_says_why(strict: Visitor):
    answer = Browser(strict.http).submit("/register", {"username": "dora", "password": "12345678"})
    assert answer.status == 422
    assert "This is one of the first that anybody would try." in answer.text


def test_elsewhere_eight_characters_are_enough_as_the_protocol_says(visitor: Visitor):
    assert visitor.post("/auth/register", {"username": "dora", "password": "12345678"}).ok


def test_others_keep_their_sessions(ada: Person, bob: Person):
    _change(ada)
    assert bob.get("/auth/me").ok


def test_in_earnest_a_hash_costs_what_owasp_asks_for():
    cheap = passwords.hasher
    earnest = importlib.reload(passwords).hasher
    passwords.hasher = cheap
    assert (earnest.type, earnest.memory_cost, earnest.time_cost) == (Type.ID, 19_456, 2)
