"""Shapes of the administration's API."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from messaging.accounts.schemas import EmailAddress, Password, Username
from messaging.core.clock import iso
from messaging.core.settings import Days, InstallationSettings, Megabytes
from messaging.core.shapes import AnyId, DisplayName, Line, Shape, Time, Title, wrapped
from messaging.operations.administration.audit_log import Told


class AuditQuery(Shape):
    """`actor`: a username."""

    before: AnyId | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    actor: Annotated[str, Field(max_length=32)] | None = None
    action: Annotated[str, Field(max_length=40)] | None = None
    target_id: AnyId | None = None


class AuditShape(Shape):
    """`actor_id` is null for what was done on the server itself."""

    id: AnyId
    at: Time
    actor_id: AnyId | None
    action: str
    target_kind: str
    target_id: str | None
    details: dict[str, Any]


class InstallationSettingsChange(Shape):
    """What is not sent stays as it is."""

    name: Annotated[Line, Field(min_length=1, max_length=60)] | None = None
    registration: Literal["open", "invite", "closed"] | None = None
    max_upload_mb: Annotated[int, Field(ge=1, le=10_000)] | None = None
    storage_quota_mb: Megabytes | None = None
    link_previews: bool | None = None
    retention_days: Days | None = None
    retention_max_days: Days | None = None


class NewPerson(Shape):
    """Without a password it is an account for a sign-in card."""

    username: Username
    display_name: DisplayName | None = None
    email: EmailAddress = None
    password: Password | None = None
    is_admin: bool = False
    is_bot: bool = False


class Rename(Shape):
    display_name: DisplayName


class BanReason(Shape):
    reason: Annotated[Line, Field(min_length=1, max_length=300)]


class GroupTitle(Shape):
    title: Title


SettingsReply = wrapped("SettingsReply", settings=InstallationSettings, defaults=InstallationSettings)
AuditReply = wrapped("AuditReply", entries=list[AuditShape])


def audit_row(told: Told) -> dict[str, Any]:
    entry = told.entry
    return {
        "id": entry.id,
        "at": iso(entry.at),
        "actor_id": entry.actor_id,
        "action": entry.action,
        "target_kind": entry.target_kind,
        "target_id": entry.target_id,
        "details": entry.details,
    }
