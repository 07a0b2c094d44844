"""What an administrator decides holds at once, over the environment, in every process, and is noted."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from messaging.core import settings as held
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.core.settings import settings
from tests.support.people import Person, Visitor


def test_the_environment_holds_until_something_is_decided_and_again_when_that_is_taken_back(make_app):
    app = make_app(registration="invite", max_upload_mb=7)
    with app.app_context():
        assert (settings().registration, settings().max_upload_bytes) == ("invite", 7 * 2**20)
        with unit_of_work() as unit:
            held.change(unit, None, {"max_upload_mb": 9})
        assert settings().max_upload_mb == 9
        with unit_of_work() as unit:
            held.change(unit, None, {"max_upload_mb": 7})
        assert db.session.execute(db.text("SELECT count(*) FROM installation_setting")).scalar() == 0


def test_what_is_decided_is_in_force_at_once(admin: Person, ada: Person, visitor: Visitor):
    admin.patch("/admin/settings", {"registration": "closed", "max_upload_mb": 3, "link_previews": True})
    refused = visitor.post("/auth/register", {"username": "dora", "password": "correct horse battery"})
    assert refused.refusal == (403, "forbidden")
    me = ada.get("/auth/me")
    assert (me["limits"]["upload_bytes"], me["link_previews"]) == (3 * 2**20, True)


def test_only_what_is_sent_changes_and_it_is_noted_with_what_was_there(admin: Person):
    admin.patch("/admin/settings", {"retention_days": 30})
    told = admin.patch("/admin/settings", {"name": "  Our \n school "})
    assert (told["settings"]["name"], told["settings"]["retention_days"]) == ("Our school", 30)
    assert told["defaults"]["name"] == "QuChat"
    (newest, oldest) = admin.get("/admin/audit")["entries"]
    assert newest["details"] == {"name": {"from": "QuChat", "to": "Our school"}}
    assert (oldest["actor_id"], oldest["action"]) == (admin.id, "settings.changed")
    admin.patch("/admin/settings", {"name": "Our school"})
    assert len(admin.get("/admin/audit")["entries"]) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("registration", "perhaps"), ("max_upload_mb", 0), ("retention_days", -1), ("name", " "), ("name", None)],
)
def test_a_wrong_value_is_refused_by_name_and_nothing_changes(admin: Person, field: str, value: object):
    before = admin.get("/admin/settings").json
    assert admin.patch("/admin/settings", {"link_previews": True, field: value}).wrong_fields == {field}
    assert admin.get("/admin/settings").json == before


def test_another_processs_decision_is_seen_after_a_while(app: Flask, admin: Person, monkeypatch: pytest.MonkeyPatch):
    now = 1000.0
    monkeypatch.setattr(held.time, "monotonic", lambda: now)
    with app.app_context():
        held.forget()
        assert settings().registration == "open"
        db.session.execute(
            db.text(
                "INSERT INTO installation_setting (name, value, updated_at) "
                "VALUES ('registration', '\"closed\"', '2026-01-01 00:00:00')"
            )
        )
        db.session.commit()
        assert settings().registration == "open"
        now += held.READ_AGAIN_AFTER + 1
        assert settings().registration == "closed"


def test_without_the_database_what_was_known_holds(app: Flask, admin: Person, monkeypatch: pytest.MonkeyPatch):
    admin.patch("/admin/settings", {"registration": "closed"})
    with app.app_context():
        assert settings().registration == "closed"

        def gone():
            raise OperationalError("SELECT", {}, Exception("gone"))

        monkeypatch.setattr(held, "_stored", gone)
        monkeypatch.setattr(held, "READ_AGAIN_AFTER", -1)
        assert settings().registration == "closed"


def test_what_this_version_does_not_understand_is_left_out(app: Flask, admin: Person):
    with app.app_context():
        for name, value in (("registration", '"perhaps"'), ("of_the_future", "1"), ("max_upload_mb", "12")):
            db.session.execute(
                db.text("INSERT INTO installation_setting VALUES (:name, :value, '2026-01-01 00:00:00')"),
                {"name": name, "value": value},
            )
        db.session.commit()
        held.forget()
        assert (settings().registration, settings().max_upload_mb) == ("open", 12)


def test_the_command_line_says_what_was_decided(app: Flask, admin: Person):
    admin.patch("/admin/settings", {"registration": "closed", "link_previews": True})
    told = app.test_cli_runner().invoke(args=["config"]).output
    assert "REGISTRATION=open" in told
    assert "# An administrator decided: REGISTRATION=closed\n# An administrator decided: LINK_PREVIEWS=on" in told
