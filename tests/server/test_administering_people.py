"""What administrators do with people's accounts, and what those notice."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from messaging.accounts.models import SignInLink
from messaging.core.clock import now
from messaging.core.extensions import db
from tests.support.browsers import Browser
from tests.support.http import InProcess, send_bytes
from tests.support.people import PASSWORD, Person, Visitor, arrive, sign_in
from tests.support.sockets import ConnectionRefused

EVERYBODY = {"admin", "ada", "bob", "cleo", "dora"}
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


def _do(admin: Person, person: Person, what: str, data: str = ""):
    """A form of the page of somebody."""
    headers = {**admin.headers(), "Content-Type": "application/x-www-form-urlencoded"}
    return send_bytes(admin.http, "POST", f"/admin/people/{person.id}/{what}", data.encode(), headers)


def _noted(admin: Person) -> list[str]:
    return [entry["action"] for entry in admin.get("/admin/audit")["entries"]]


# Shutting out


def test_who_is_banned_is_out_everywhere_at_once(admin: Person, ada: Person, visitor: Visitor, background):
    socket = ada.connect()
    other = ada.another_device()
    assert _do(admin, ada, "ban", "reason=Spam").status == 303
    background.advance(1)
    assert not socket.connected
    for device in (ada, other):
        assert device.get("/auth/me").refusal == (401, "unauthenticated")
        assert device.get("/auth/me").error["details"]["reason"] == "signed_out"
    with pytest.raises(ConnectionRefused):
        ada.connect()
    assert _noted(admin) == ["user.banned"]


def test_only_who_knows_the_password_learns_why(admin: Person, ada: Person, visitor: Visitor):
    _do(admin, ada, "ban", "reason=Spam+in+the+lobby.")
    told = sign_in(visitor.http, "ada")
    assert told.refusal == (403, "forbidden")
    assert "Spam in the lobby." in told.error["message"]
    wrong, nobody = sign_in(visitor.http, "ada", "wrong password"), sign_in(visitor.http, "nobody", "wrong password")
    assert (wrong.status, wrong.json) == (nobody.status, nobody.json)


def test_a_ban_needs_a_reason(admin: Person, ada: Person):
    _do(admin, ada, "ban", "reason=+")
    assert ada.get("/auth/me").ok
    assert _noted(admin) == []


def test_who_is_let_in_again_signs_in_as_before(admin: Person, ada: Person, bob: Person):
    _do(admin, ada, "deactivate")
    assert bob.get("/users?q=ada")["users"] == []
    _do(admin, ada, "reactivate")
    assert sign_in(ada.http, "ada").ok
    assert _noted(admin) == ["user.reactivated", "user.deactivated"]


def test_deactivated_devices_keep_what_they_hold(admin: Person, ada: Person):
    _do(admin, ada, "deactivate")
    assert ada.get("/auth/me").error["details"] == {}


def test_nobody_shuts_themselves_out(admin: Person):
    for what in ("deactivate", "ban"):
        _do(admin, admin, what, "reason=Tired")
    assert admin.get("/auth/me").ok
    assert _noted(admin) == []


# Administrators


def test_one_administrator_always_stays(admin: Person, ada: Person):
    _do(admin, admin, "administrator", "wanted=no")
    assert admin.get("/auth/me")["user"]["is_admin"]
    _do(admin, ada, "administrator", "wanted=yes")
    _do(ada, admin, "administrator", "wanted=no")
    assert admin.get("/admin/audit").refusal == (403, "forbidden")
    _do(ada, ada, "administrator", "wanted=no")
    assert _noted(ada) == ["user.no_longer_administrator", "user.made_administrator"]


def test_a_deactivated_administrator_does_not_count(admin: Person, ada: Person):
    _do(admin, ada, "administrator", "wanted=yes")
    _do(admin, ada, "deactivate")
    _do(admin, admin, "administrator", "wanted=no")
    assert admin.get("/auth/me")["user"]["is_admin"]


def test_everybody_sees_who_administrates(admin: Person, ada: Person, bob: Person):
    ada.group("Team", bob)
    _do(admin, ada, "administrator", "wanted=yes")
    assert ada.get("/auth/me")["user"]["is_admin"]
    assert bob.get(f"/users/{ada.id}")["user"]["is_admin"]


# Signing out


def test_a_device_that_is_signed_out_erases_and_others_stay(admin: Person, ada: Person):
    other = ada.another_device()
    headers = {**admin.headers(), "Content-Type": "application/x-www-form-urlencoded"}
    send_bytes(admin.http, "POST", f"/admin/devices/{other.device_id}/sign-out", b"", headers)
    assert other.get("/auth/me").error["details"]["reason"] == "signed_out"
    assert ada.get("/auth/me").ok
    _do(admin, ada, "sign-out")
    assert ada.get("/auth/me").error["details"] == {}


def test_signing_oneself_out_everywhere_leaves_the_device_that_asks(admin: Person):
    other = admin.another_device()
    _do(admin, admin, "sign-out")
    assert admin.get("/auth/me").ok
    assert not other.get("/auth/me").ok


# Accounts


def test_an_account_without_a_password_waits_for_its_card(admin_browser: Browser, browser: Browser, admin: Person):
    made = admin_browser.submit("/admin/people/new", {"username": " Dora ", "display_name": "Dora"})
    assert made.status == 303
    assert browser.sign_in("dora", "").refusal == (401, "unauthenticated")
    dora = made.headers["Location"].rpartition("/")[2]
    page = admin_browser.submit("/admin/people/cards", {"person": dora}, page="/admin/people")
    code = CODE.search(page.text)[0]
    assert f"/welcome/{code}" not in page.text  # in the picture alone
    assert "<svg" in page.text
    assert "Hello, <bdi>Dora</bdi>" in browser.open(f"/welcome/{code.lower().replace('-', '')}").text
    assert browser.submit(f"/welcome/{code}", {"password": PASSWORD}).status == 303
    assert browser.get("/auth/me")["user"]["username"] == "dora"
    assert Browser(admin_browser.http.another()).sign_in("dora").ok
    assert _noted(admin) == ["user.given_card", "user.created"]


def test_a_card_works_once_and_looking_at_it_uses_nothing_up(admin_browser: Browser, browser: Browser, ada: Person):
    code = _card(admin_browser, ada)
    for _ in range(3):
        assert browser.open(f"/welcome/{code}").status == 200
    browser.submit(f"/welcome/{code}", {})
    assert browser.open(f"/welcome/{code}").status == 404
    assert ada.get("/auth/me").ok  # without a new password nobody is signed out


def test_a_newer_card_ends_the_earlier_one(admin_browser: Browser, browser: Browser, ada: Person):
    first, second = _card(admin_browser, ada), _card(admin_browser, ada)
    assert browser.open(f"/welcome/{first}").status == 404
    assert browser.open(f"/welcome/{second}").status == 200


def test_a_card_expires(app: Flask, admin_browser: Browser, browser: Browser, ada: Person):
    code = _card(admin_browser, ada)
    with app.app_context():
        db.session.execute(db.update(SignInLink).values(expires_at=now()))
        db.session.commit()
    assert browser.open(f"/welcome/{code}").status == 404


def test_a_new_password_ends_cards_and_links(admin_browser: Browser, browser: Browser, ada: Person):
    """Who changes it because somebody else may have got in wants them out by every door."""
    code = _card(admin_browser, ada)
    assert ada.post("/auth/password", {"current_password": PASSWORD, "new_password": "another long secret"}).ok
    assert browser.open(f"/welcome/{code}").status == 404


def test_a_card_of_somebody_shut_out_is_worth_nothing(
    admin_browser: Browser, browser: Browser, admin: Person, ada: Person
):
    code = _card(admin_browser, ada)
    _do(admin, ada, "ban", "reason=Spam")
    assert browser.open(f"/welcome/{code}").status == 404
    _do(admin, ada, "reactivate")
    assert browser.open(f"/welcome/{code}").status == 404


def test_a_code_can_be_typed_with_the_usual_slips(admin_browser: Browser, browser: Browser, ada: Person):
    code = _card(admin_browser, ada)
    slipped = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    answer = browser.submit("/welcome", {"code": slipped})
    assert answer.status == 303
    assert browser.open(answer.headers["Location"]).status == 200


def test_wrong_codes_are_refused_and_counted(make_app):
    browser = Browser(InProcess(make_app(rate_limits=True)))
    statuses = [browser.submit("/welcome", {"code": "AAAA-AAAA-AAAA-AAAA"}).status for _ in range(101)]
    assert set(statuses[:100]) == {404}
    assert statuses[100] == 429


def test_who_forgot_the_password_chooses_another_and_all_devices_are_out(
    admin_browser: Browser, browser: Browser, ada: Person
):
    page = admin_browser.submit(f"/admin/people/{ada.id}/reset", {}, page=f"/admin/people/{ada.id}")
    code = CODE.search(page.text)[0]
    assert sign_in(ada.http, "ada").ok  # until then the old one holds
    assert browser.submit(f"/welcome/{code}", {}).status == 422
    assert browser.submit(f"/welcome/{code}", {"password": "short"}).status == 422
    assert browser.submit(f"/welcome/{code}", {"password": "another horse battery"}).status == 303
    assert not ada.get("/auth/me").ok
    assert sign_in(ada.http, "ada").status == 401
    assert sign_in(ada.http, "ada", "another horse battery").ok


def _card(admin_browser: Browser, person: Person) -> str:
    page = admin_browser.submit("/admin/people/cards", {"person": person.id}, page=f"/admin/people/{person.id}")
    return CODE.search(page.text)[0]


# The list


def test_people_are_found_by_name_and_by_what_they_are(admin_browser: Browser, admin: Person, ada: Person, bob: Person):
    _do(admin, bob, "ban", "reason=Spam")
    admin_browser.submit("/admin/people/new", {"username": "dora", "email": "dora@example.org"})

    def found(query: str) -> set[str]:
        return set(re.findall(r"<small>@(\w+)", admin_browser.open(f"/admin/people?{query}").text))

    assert found("") == EVERYBODY
    assert found("q=DORA@") == {"dora"}
    assert found("q=%25") == set()
    assert found("state=banned") == {"bob"}
    assert found("state=never") == {"dora"}
    assert found("state=administrators") == {"admin"}
    assert found("state=nonsense&order=seen&page=x") == EVERYBODY
    assert found("page=2") == set()


def test_an_account_that_is_taken_is_said_beside_its_field(admin_browser: Browser, ada: Person):
    answer = admin_browser.submit("/admin/people/new", {"username": "ADA", "password": "a secret for nobody"})
    assert answer.status == 422
    assert 'id="username-error"' in answer.text
    assert "a secret for nobody" not in answer.text


def test_in_earnest_no_password_is_taken_that_anybody_would_try_first(make_app):
    app = make_app(common_passwords="refuse")
    admin = arrive(InProcess(app), None, "admin")
    refused = admin.post("/admin/users", {"username": "dora", "password": "password1"})
    assert refused.wrong_fields == {"password"}
    dora = admin.post("/admin/users", {"username": "dora"})["user"]
    code = admin.post(f"/admin/users/{dora['id']}/links", {})["link"]["code"]
    browser = Browser(InProcess(app))
    answer = browser.submit(f"/welcome/{code}", {"password": "password1"})
    assert (answer.status, "anybody would try" in answer.text) == (422, True)
    assert browser.submit(f"/welcome/{code}", {"password": PASSWORD}).status == 303
