"""The administration's pages: who sees them, forms, the one sentence afterwards, the audit log."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from messaging.core import audit
from messaging.core.database import unit_of_work
from tests.support.browsers import Browser
from tests.support.files import picture, sent
from tests.support.http import InProcess
from tests.support.people import Person

SETTINGS = {"name": "Our school", "registration": "invite", "max_upload_mb": "50", "link_previews": "on"}


@pytest.fixture
def note(app: Flask, admin: Person):
    """`note("user.banned", reason="…")`: an entry of the audit log."""

    def write(action: str, **details: object) -> None:
        with app.app_context(), unit_of_work() as unit:
            audit.record(unit, None, action, "user", admin.id, details)

    return write


def test_who_is_not_signed_in_comes_back_to_the_page_afterwards(app: Flask):
    answer = Browser(InProcess(app)).open("/admin/audit?actor=ada&action=x")
    assert (answer.status, answer.headers["Location"]) == (302, "/sign-in?next=/admin/audit%3Factor%3Dada%26action%3Dx")


def test_pages_are_kept_by_no_cache(admin_browser: Browser):
    assert admin_browser.open("/admin").headers["Cache-Control"] == "no-store"


def test_saving_says_so_once(admin_browser: Browser):
    answer = admin_browser.submit("/admin/settings", SETTINGS)
    assert (answer.status, answer.headers["Location"]) == (303, "/admin/settings")
    assert "Saved." in admin_browser.open("/admin/settings").text
    again = admin_browser.open("/admin/settings").text
    assert "Saved." not in again
    assert 'value="Our school"' in again


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_saved(admin_browser: Browser):
    answer = admin_browser.submit("/admin/settings", {**SETTINGS, "max_upload_mb": "plenty"})
    assert answer.status == 422
    assert 'id="max_upload_mb-error"' in answer.text
    assert 'value="plenty"' in answer.text
    assert 'value="Our school"' not in admin_browser.open("/admin/settings").text


def test_a_form_without_its_token_changes_nothing(admin_browser: Browser):
    assert admin_browser.submit_blindly("/admin/settings", SETTINGS).status == 403
    assert 'value="Our school"' not in admin_browser.open("/admin/settings").text


def test_nobody_makes_up_a_sentence(app: Flask, admin_browser: Browser):
    forged = "WyJSZXNldCB5b3VyIHBhc3N3b3JkIGF0IGV2aWwuZXhhbXBsZSIsZmFsc2Vd.aaaa.bbbb"
    answer = admin_browser.open("/admin", {"Cookie": f"quchat_notice={forged}"})
    assert "evil.example" not in answer.text


def test_the_audit_log_can_be_narrowed_and_paged(admin_browser: Browser, note):
    for number in range(60):
        note("thing.tried", number=number)
    admin_browser.submit("/admin/settings", SETTINGS)
    assert admin_browser.open("/admin/audit?action=thing.tried").text.count("thing tried") == 50
    by_admin = admin_browser.open("/admin/audit?actor=@Admin").text
    assert "changed settings" in by_admin
    assert "thing tried" not in by_admin
    assert "Nothing like that" in admin_browser.open("/admin/audit?since=2999-01-01").text
    assert "changed settings" in admin_browser.open("/admin/audit?since=yesterday&until=2999-01-01").text


def test_older_entries_are_on_the_next_page(admin_browser: Browser, note):
    for number in range(51):
        note("thing.tried", number=number)
    older = admin_browser.open("/admin/audit").text.partition('href="/admin/audit?before=')[2].partition('"')[0]
    assert admin_browser.open(f"/admin/audit?before={older}").text.count("thing tried") == 1


def test_the_audit_log_as_csv_holds_everything_and_no_formula(admin_browser: Browser, note):
    for number in range(510):
        note("thing.tried", number=number)
    note("=1+1")
    answer = admin_browser.open("/admin/audit.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, newest, *rest = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert head[:3] == ["time", "actor", "action"]
    assert newest[2] == "'=1+1"
    assert len(rest) == 510


# Backups, storage, what waits


def test_backups_are_made_and_carried_away_and_both_are_noted(admin_browser: Browser, admin: Person):
    assert "no backup yet" in admin_browser.open("/admin/backups").text
    assert admin_browser.submit("/admin/backups", {}).status == 303
    page = admin_browser.open("/admin/backups").text
    name = re.search(r"/admin/backups/([\w-]+)/download", page)[1]
    tar = admin_browser.submit(f"/admin/backups/{name}/download", {}, page="/admin/backups")
    assert tar.headers["Content-Type"] == "application/x-tar"
    assert len(tar.data) == int(tar.headers["Content-Length"])
    assert [entry["action"] for entry in admin.get("/admin/audit")["entries"]] == ["backup.downloaded", "backup.made"]


def test_storage_says_what_takes_room_and_not_what_it_is_called(admin_browser: Browser, ada: Person, bob: Person):
    ada.send(ada.direct(bob), "Look", file_ids=[sent(ada, picture(), "secret-garden.png")["id"]])
    page = admin_browser.open("/admin/storage").text
    assert "Pictures" in page
    assert "Ada" in page
    assert "secret-garden" not in page


def test_the_overview_says_what_waits(admin_browser: Browser, admin: Person, ada: Person, bob: Person):
    ada.group("Team", bob)
    assert "has no owner" not in admin_browser.open("/admin").text
    admin.patch(f"/admin/users/{ada.id}", {"deactivated": True})
    assert "1 group has no owner who can sign in." in admin_browser.open("/admin").text


# The same by the API


def test_several_changes_of_a_person_are_all_made_or_none(admin: Person, ada: Person):
    changed = admin.patch(f"/admin/users/{ada.id}", {"display_name": "Countess", "is_admin": True})["user"]
    assert (changed["display_name"], changed["is_admin"]) == ("Countess", True)
    assert admin.patch(f"/admin/users/{admin.id}", {"display_name": "Boss", "deactivated": True}).status == 403
    assert admin.get("/auth/me")["user"]["display_name"] == "admin"
    banned = admin.patch(f"/admin/users/{ada.id}", {"ban_reason": "Spam"})["user"]
    assert (banned["ban_reason"], banned["devices"]) == ("Spam", 0)
    assert admin.get("/admin/users?state=banned")["total"] == 1
    assert admin.patch(f"/admin/users/{ada.id}", {"deactivated": False})["user"]["ban_reason"] is None


def test_a_link_made_by_the_api_signs_in(browser: Browser, admin: Person, ada: Person):
    link = admin.post(f"/admin/users/{ada.id}/links", {"purpose": "card", "days": 1})["link"]
    assert browser.submit("/welcome/" + link["code"], {}).status == 303
    assert browser.get("/auth/me")["user"]["id"] == ada.id


def test_what_is_done_at_the_console_is_noted_too(app: Flask, admin_browser: Browser, tmp_path: Path):
    run = app.test_cli_runner().invoke
    run(args=["user", "create", "dora"])
    run(args=["user", "reset-password", "dora"])
    run(args=["export", "everything", str(tmp_path / "all.zip")])
    page = admin_browser.open("/admin/audit").text
    assert page.count("The server’s console") == 3
    assert "exported everything" in page
    assert "created @dora" in page
    assert "gave @dora a new password" in page


@pytest.mark.parametrize("page", ["people", "devices", "conversations"])
@pytest.mark.parametrize("number", ["9" * 30, "-9", "x", "\u0663", "9" * 6000])
def test_pages_that_nobody_can_count_to_are_pages(admin_browser: Browser, page: str, number: str):
    assert admin_browser.open(f"/admin/{page}?page={quote(number)}").status == 200
