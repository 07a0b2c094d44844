"""An administrator's computer that stands there unlocked: what reaches far needs the password once more."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from messaging.accounts.models import Device, User
from messaging.core.clock import now
from messaging.core.database import unit_of_work
from tests.support.answers import Answer
from tests.support.browsers import Browser
from tests.support.http import InProcess
from tests.support.people import PASSWORD, Person

NEEDED = (403, "confirmation_needed")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@pytest.fixture
def browser(app: Flask, admin: Person) -> Browser:
    """An administrator's, who signed in this morning."""
    return _signed_in_long_ago(app, "admin")


def _signed_in_long_ago(app: Flask, username: str) -> Browser:
    browser = Browser(InProcess(app))
    browser.sign_in(username)
    _time_passes(app)
    return browser


def _time_passes(app: Flask) -> None:
    """Since everybody has last shown who they are."""
    with app.app_context(), unit_of_work() as unit:
        unit.session.execute(update(Device).values(confirmed_at=now() - timedelta(minutes=16)))


def _people(app: Flask) -> dict[str, tuple[bool, bool]]:
    """Who there is; whether they administrate, and are in."""
    with app.app_context(), unit_of_work() as unit:
        return {user.username: (user.is_admin, user.deactivated_at is None) for user in unit.session.query(User)}


def _confirmed(browser: Browser, path: str, asked: Answer, password: str = PASSWORD) -> Answer:
    """Fill in the page that asks, and send what it carries."""
    fields = {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(asked.text)}
    return browser.submit_blindly(path, {**fields, "confirm_password": password})


FAR = {
    "a backup": ("GET", "/admin/backup", None),
    "settings": ("PATCH", "/admin/settings", {"registration": "open"}),
    "a new administrator": ("POST", "/admin/users", {"username": "eve", "password": PASSWORD, "is_admin": True}),
    "a role": ("PATCH", "/admin/users/{ada}", {"is_admin": True}),
    "deactivating": ("PATCH", "/admin/users/{ada}", {"deactivated": True}),
    "shutting out": ("PATCH", "/admin/users/{ada}", {"ban_reason": "Spam"}),
    "letting in": ("PATCH", "/admin/users/{ada}", {"deactivated": False}),
    "a password link": ("POST", "/admin/users/{ada}/links", {"purpose": "reset"}),
    "all devices": ("DELETE", "/admin/users/{ada}/devices", None),
    "a device": ("DELETE", "/admin/devices/{device}", None),
}


@pytest.mark.parametrize("what", FAR)
def test_what_reaches_far_needs_the_password(app: Flask, ada: Person, browser: Browser, what: str):
    method, path, body = FAR[what]
    path = path.format(ada=ada.id, device=ada.device_id)
    before = _people(app)
    assert browser.request(method, path, body).refusal == NEEDED
    assert _people(app) == before
    assert ada.get("/auth/me").ok
    assert browser.post("/auth/confirm", {"password": PASSWORD}).ok
    assert browser.request(method, path, body).ok


FORMS = {
    "/admin/people/{ada}/administrator": {"wanted": "yes"},
    "/admin/people/{ada}/deactivate": {},
    "/admin/people/{ada}/reactivate": {},
    "/admin/people/{ada}/ban": {"reason": "“Spam” & <more>"},
    "/admin/people/{ada}/sign-out": {},
    "/admin/people/{ada}/reset": {},
    "/admin/people/cards": {"person": "{ada}"},
    "/admin/people/import/create": {"list": "Dora\nEmil", "cards": "on"},
    "/admin/people/new": {"username": "eve", "password": PASSWORD, "is_admin": "on"},
    "/admin/devices/{device}/sign-out": {},
    "/admin/conversations/{group}/owner": {},
    "/admin/conversations/{group}/retention": {"days": "30"},
    "/admin/conversations/{group}/delete": {},
    "/admin/settings": {"name": "Our <school>", "registration": "invite", "max_upload_mb": "50"},
}


@pytest.mark.parametrize("path", FORMS)
def test_forms_ask_for_it_and_are_sent_once(app: Flask, ada: Person, browser: Browser, path: str):
    group = ada.group("Team")["id"]
    path = path.format(ada=ada.id, device=ada.device_id, group=group)
    before = _people(app)
    fields = {name: value.format(ada=ada.id) for name, value in FORMS[browser_path(path, ada, group)].items()}
    asked = browser.submit(path, fields, page="/admin/settings")
    assert (asked.status, "Confirm that it is you" in asked.text) == (403, True)
    assert _people(app) == before
    again = _confirmed(browser, path, asked)
    assert "Confirm that it is you" not in again.text
    assert again.status in (200, 303), again.text[:500]


def browser_path(path: str, ada: Person, group: str) -> str:
    return path.replace(ada.id, "{ada}").replace(ada.device_id, "{device}").replace(group, "{group}")


def test_what_was_typed_is_carried_as_it_was(ada: Person, browser: Browser, admin: Person):
    reason = "<b>\"Spam\"</b> & 'more' – 漢字"
    path = f"/admin/people/{ada.id}/ban"
    _confirmed(browser, path, browser.submit(path, {"reason": reason}, page="/admin/settings"))
    assert admin.get(f"/admin/users/{ada.id}")["user"]["ban_reason"] == reason


def test_a_wrong_password_does_nothing(app: Flask, ada: Person, browser: Browser):
    path = f"/admin/people/{ada.id}/deactivate"
    asked = browser.submit(path, {}, page="/admin/settings")
    again = _confirmed(browser, path, asked, "wrong password")
    assert (again.status, "That is not your password" in again.text) == (422, True)
    assert ada.get("/auth/me").ok
    assert browser.delete(f"/admin/users/{ada.id}/devices").refusal == NEEDED
    assert _confirmed(browser, path, again).status == 303
    assert not ada.get("/auth/me").ok


@pytest.mark.usefixtures("limits")
def test_guessing_it_gets_slower(browser: Browser):
    answers = [browser.post("/auth/confirm", {"password": f"guess {number}"}).refusal for number in range(20)]
    assert answers[0] == (422, "validation_failed")
    assert (429, "rate_limited") in answers
    # The right one is not looked at either, meanwhile.
    assert browser.post("/auth/confirm", {"password": PASSWORD}).refusal == (429, "rate_limited")


def test_it_counts_for_this_device_alone_and_for_a_while(app: Flask, browser: Browser):
    other = _signed_in_long_ago(app, "admin")
    assert browser.post("/auth/confirm", {"password": PASSWORD}).ok
    assert browser.get("/admin/backup").ok
    assert other.get("/admin/backup").refusal == NEEDED
    _time_passes(app)
    assert browser.get("/admin/backup").refusal == NEEDED


def test_who_just_signed_in_is_not_asked(app: Flask, admin: Person):
    browser = Browser(InProcess(app))
    browser.sign_in("admin")
    assert browser.patch("/admin/settings", {"registration": "invite"}).ok


def test_programs_are_not_asked(app: Flask, admin: Person):
    _time_passes(app)
    assert admin.patch("/admin/settings", {"registration": "invite"}).ok


def test_nothing_is_asked_for_what_reaches_less_far(ada: Person, browser: Browser):
    assert browser.patch(f"/admin/users/{ada.id}", {"display_name": "Ada L."}).ok
    assert browser.post("/admin/users", {"username": "dora"}).ok
    assert browser.post("/admin/backups").ok
    assert browser.get("/admin/audit").ok


def test_several_values_of_one_name_are_carried(ada: Person, bob: Person, browser: Browser):
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.open("/admin/settings").text)
    asked = browser.submit_blindly(
        "/admin/people/cards", [("csrf_token", token[1]), ("person", ada.id), ("person", bob.id)]
    )
    carried = HIDDEN.findall(asked.text)
    assert [value for name, value in carried if name == "person"] == [ada.id, bob.id]


def test_a_refusal_after_it_leads_back_to_where_the_form_was(admin: Person, browser: Browser):
    path, page = f"/admin/people/{admin.id}/deactivate", f"/admin/people/{admin.id}"
    asked = browser.submit(path, {"confirm_from": page}, page="/admin/settings")
    answer = _confirmed(browser, path, asked)
    assert (answer.status, answer.headers["Location"]) == (303, page)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/admin", "//evil.example/admin", "/\\evil.example", "/adminx", "javascript:alert(1)"],
)
def test_it_leads_nowhere_else(admin: Person, browser: Browser, elsewhere: str):
    path = f"/admin/people/{admin.id}/deactivate"
    asked = browser.submit(path, {"confirm_from": elsewhere}, page="/admin/settings")
    assert "evil.example" not in asked.text
    assert _confirmed(browser, path, asked).headers["Location"] == "/admin/people"


def test_others_are_refused_as_ever(app: Flask, ada: Person):
    assert _signed_in_long_ago(app, "ada").get("/admin/backup").refusal == (403, "forbidden")
