"""`/api/v1/admin/…`: what the pages do, for programs. Administrators only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request

from messaging.accounts.schemas import Nothing
from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.core.clock import iso, now
from messaging.core.errors import NotFound
from messaging.core.settings import defaults, settings
from messaging.moderation import queries
from messaging.moderation.schemas import ReportsQuery, ReportsReply
from messaging.operations.access import check_administrator
from messaging.operations.administration import audit_log, directory, people
from messaging.operations.administration.audit_log import Filter
from messaging.operations.administration.schemas import (
    AuditQuery,
    AuditReply,
    DirectoryQuery,
    InstallationSettingsChange,
    LinkReply,
    NewLink,
    NewPerson,
    PeopleReply,
    PersonChange,
    PersonReply,
    SettingsReply,
    audit_row,
    person_row,
)
from messaging.operations.administration.settings import change_settings
from messaging.operations.numbers.stats import StatsReply, stats

api = Api("administration")


@api.get("/admin/settings", reply=SettingsReply, limit="reading")
def get_settings(actor: Actor) -> dict[str, Any]:
    """What is decided for this installation, and what would hold if nothing were."""
    check_administrator(actor)
    return _settings()


@api.patch("/admin/settings", body=InstallationSettingsChange, reply=SettingsReply, limit="changing")
def patch_settings(actor: Actor, body: InstallationSettingsChange) -> dict[str, Any]:
    """Decide something for this installation. Null means: without limit."""
    change_settings(actor, body.model_dump(exclude_unset=True))
    return _settings()


@api.get("/admin/audit", query=AuditQuery, reply=AuditReply, limit="reading")
def list_audit(actor: Actor, query: AuditQuery) -> dict[str, Any]:
    """Who did what as moderator or administrator, newest first."""
    check_administrator(actor)
    wanted = Filter(actor=query.actor, action=query.action, target_id=query.target_id)
    return {"entries": [audit_row(told) for told in audit_log.entries(wanted, before=query.before, limit=query.limit)]}


@api.get("/admin/stats", reply=StatsReply, limit="reading")
def get_stats(actor: Actor) -> dict[str, Any]:
    """How much this installation is used, and the room that it takes."""
    check_administrator(actor)
    return stats()


@api.get("/admin/users", query=DirectoryQuery, reply=PeopleReply, limit="reading")
def list_people(actor: Actor, query: DirectoryQuery) -> dict[str, Any]:
    """Everybody with an account, also who is deactivated or shut out."""
    check_administrator(actor)
    found = directory.find_people(query.q, query.state, query.order, offset=query.offset, limit=query.limit)
    return {"users": [person_row(listed) for listed in found.people], "total": found.total}


@api.post("/admin/users", body=NewPerson, reply=PersonReply, created=True, limit="changing")
def create_user(actor: Actor, body: NewPerson) -> dict[str, Any]:
    """Make an account; without a password, for a sign-in card."""
    return _person(people.create_person(actor, body).id)


@api.get("/admin/users/<user_id>", reply=PersonReply, limit="reading")
def get_person(actor: Actor, user_id: str) -> dict[str, Any]:
    """One person, as administrators see them."""
    check_administrator(actor)
    return _person(user_id)


@api.patch("/admin/users/<user_id>", body=PersonChange, reply=PersonReply, limit="changing")
def change_person(actor: Actor, user_id: str, body: PersonChange) -> dict[str, Any]:
    """Rename, let administrate, deactivate, shut out, let in again; all of it or nothing."""
    people.change_person(actor, user_id, body)
    return _person(user_id)


@api.post("/admin/users/<user_id>/links", body=NewLink, reply=LinkReply, created=True, limit="changing")
def create_sign_in_link(actor: Actor, user_id: str, body: NewLink) -> dict[str, Any]:
    """A link that signs somebody in once; their earlier ones end."""
    lasts = timedelta(days=body.days)
    cards = people.make_cards(actor, [user_id], body.purpose, lasts)
    if not cards:
        raise NotFound()
    code = cards[0].code
    link = {"code": code, "url": f"{request.host_url}welcome/{code}", "expires_at": iso(now() + lasts)}
    return {"link": link}


@api.delete("/admin/users/<user_id>/devices", reply=Nothing, limit="changing")
def sign_out_everywhere(actor: Actor, user_id: str) -> dict[str, Any]:
    """Sign somebody out everywhere, but the device that asks."""
    people.sign_out_everywhere(actor, user_id)
    return {}


@api.delete("/admin/devices/<device_id>", reply=Nothing, limit="changing")
def sign_out_device(actor: Actor, device_id: str) -> dict[str, Any]:
    """Sign anybody's device out; it erases what it holds."""
    people.sign_out_device(actor, device_id)
    return {}


def _person(user_id: str) -> dict[str, Any]:
    listed = directory.find_person(user_id)
    if listed is None:
        raise NotFound()
    return {"user": person_row(listed)}


def _settings() -> dict[str, Any]:
    return {"settings": settings().model_dump(), "defaults": defaults().model_dump()}


@api.get("/admin/reports", query=ReportsQuery, reply=ReportsReply, limit="reading")
def list_all_reports(actor: Actor, query: ReportsQuery) -> dict[str, Any]:
    """What was reported anywhere, newest first, but for what is about oneself."""
    check_administrator(actor)
    return {"reports": queries.all_reports(actor, query)}
