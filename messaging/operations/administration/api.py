"""`/api/v1/admin/…`: what the pages do, for programs. Administrators only."""

from __future__ import annotations

from typing import Any

from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.core.settings import defaults, settings
from messaging.operations.access import check_administrator
from messaging.operations.administration import audit_log
from messaging.operations.administration.audit_log import Filter
from messaging.operations.administration.schemas import (
    AuditQuery,
    AuditReply,
    InstallationSettingsChange,
    SettingsReply,
    audit_row,
)
from messaging.operations.administration.settings import change_settings

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


def _settings() -> dict[str, Any]:
    return {"settings": settings().model_dump(), "defaults": defaults().model_dump()}
