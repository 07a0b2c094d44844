"""Changing a password ends every other session; hashes cost what OWASP asks for."""

from __future__ import annotations

import importlib

from argon2.low_level import Type

from messaging.accounts import passwords
from tests.support.browsers import Browser
from tests.support.people import PASSWORD, Person, sign_in

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


def test_others_keep_their_sessions(ada: Person, bob: Person):
    _change(ada)
    assert bob.get("/auth/me").ok


def test_in_earnest_a_hash_costs_what_owasp_asks_for():
    cheap = passwords.hasher
    earnest = importlib.reload(passwords).hasher
    passwords.hasher = cheap
    assert (earnest.type, earnest.memory_cost, earnest.time_cost) == (Type.ID, 19_456, 2)
