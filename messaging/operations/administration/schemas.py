"""Shapes of the administration's API."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from messaging.accounts.schemas import EmailAddress, Password, Username, UserShape, user_row
from messaging.core.clock import iso, iso_or_none
from messaging.core.settings import Days, InstallationSettings, Megabytes
from messaging.core.shapes import AnyId, DisplayName, Line, Shape, Time, Title, wrapped
from messaging.operations.administration.audit_log import Told
from messaging.operations.administration.directory import Listed, Order, State


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


class DirectoryQuery(Shape):
    """`state`: as the page of people names it."""

    q: Annotated[Line, Field(max_length=64)] = ""
    state: State = "all"
    order: Order = "name"
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class PersonShape(UserShape):
    """A person as administrators see them."""

    email: str | None
    deactivated_at: Time | None
    ban_reason: str | None
    """Null, unless they are shut out."""
    last_seen_at: Time | None
    devices: int


class PersonChange(Shape):
    """What is not sent stays. A `ban_reason` shuts somebody out; `deactivated: false` lets them in again."""

    display_name: DisplayName | None = None
    is_admin: bool | None = None
    deactivated: bool | None = None
    ban_reason: Annotated[Line, Field(min_length=1, max_length=300)] | None = None


class LinkShape(Shape):
    """Told once, when it is made."""

    code: str
    url: str
    expires_at: Time


class NewLink(Shape):
    """`card` signs somebody in; `reset` demands a new password."""

    purpose: Literal["card", "reset"] = "reset"
    days: Annotated[int, Field(ge=1, le=90)] = 3


PersonReply = wrapped("PersonReply", user=PersonShape)
LinkReply = wrapped("LinkReply", link=LinkShape)


class PeopleReply(Shape):
    """`total`: how many there are on all pages."""

    users: list[PersonShape]
    total: int


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


def person_row(listed: Listed) -> dict[str, Any]:
    user = listed.user
    return {
        **user_row(user),
        "email": user.email,
        "deactivated_at": iso_or_none(user.deactivated_at),
        "ban_reason": user.ban_reason,
        "last_seen_at": iso_or_none(listed.last_seen_at),
        "devices": listed.devices,
    }
