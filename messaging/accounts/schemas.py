"""Shapes of people, devices and invites."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from messaging.accounts.models import Device, Invite, Preferences, User
from messaging.core.clock import iso, iso_or_none
from messaging.core.shapes import USERNAME_PATTERN, AnyId, DisplayName, Line, Sequence, Shape, Text, Time, wrapped


def lowered(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


Username = Annotated[
    str, BeforeValidator(lowered), StringConstraints(min_length=3, max_length=32, pattern=USERNAME_PATTERN)
]
SyncMode = Literal["hybrid", "cloud-only", "local-only"]
Password = Annotated[Text, Field(min_length=8, max_length=256)]
StatusText = Annotated[Line, Field(max_length=100)]


def _email(value: str | None) -> str | None:
    if value and ("@" not in value[1:-1] or " " in value):
        raise ValueError("is not an email address")
    return value or None


EmailAddress = Annotated[str | None, Field(max_length=254), AfterValidator(_email)]


class UserShape(Shape):
    """A person as everyone sees them."""

    id: AnyId
    username: str
    display_name: str
    avatar_url: str | None
    status_text: str
    is_admin: bool
    is_bot: bool
    created_at: Time
    updated_at: Time


class DeviceShape(Shape):
    id: AnyId
    name: str
    kind: Literal["browser", "program"]
    user_agent: str
    created_at: Time
    last_seen_at: Time


class ListedDevice(DeviceShape):
    """A device as one of one's own devices sees it."""

    current: bool


class PreferencesShape(Shape):
    """What a person wants on all of their devices. `link_previews`: cards of the pages that messages link to; off, none
    are made for what this person sends, and none are shown to them."""

    user_id: AnyId
    link_previews: bool
    version: Sequence


class InviteShape(Shape):
    """`token` and `url` are told once, when the invite is made; only a hash is kept."""

    id: AnyId
    token: str | None
    url: str | None
    conversation_id: AnyId | None
    role: Literal["moderator", "member"]
    uses_left: int
    expires_at: Time
    created_at: Time


class Registration(Shape):
    username: Username
    password: Password
    display_name: DisplayName | None = None
    email: EmailAddress = None
    invite: Annotated[str, Field(max_length=100)] | None = None


class Credentials(Shape):
    username: Annotated[Text, BeforeValidator(lowered), Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]


class TokenRequest(Credentials):
    device_name: Annotated[Line, Field(max_length=64)] | None = None


class PasswordChange(Shape):
    current_password: Annotated[str, Field(max_length=1000)]
    new_password: Password


class Confirmation(Shape):
    password: Annotated[str, Field(max_length=1000)]


class ChosenPassword(Shape):
    """On a sign-in card it may be left out."""

    password: Password | None = None


class ProfileChange(Shape):
    display_name: DisplayName | None = None
    status_text: StatusText | None = None


class PreferencesChange(Shape):
    link_previews: bool | None = None


class DeviceChange(Shape):
    name: Annotated[Line, Field(min_length=1, max_length=64)]


class PeopleQuery(Shape):
    q: Annotated[Line, Field(max_length=64)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class NewInvite(Shape):
    conversation_id: AnyId | None = None
    role: Literal["moderator", "member"] = "member"
    uses: Annotated[int, Field(ge=1, le=1000)] = 1
    expires_in: Annotated[int, Field(ge=60, le=365 * 86400)] = 7 * 86400
    """Seconds."""


class Nothing(Shape):
    """An answer without content."""


UserReply = wrapped("UserReply", user=UserShape)
UsersReply = wrapped("UsersReply", users=list[UserShape])
PreferencesReply = wrapped("PreferencesReply", preferences=PreferencesShape)
DevicesReply = wrapped("DevicesReply", devices=list[ListedDevice])
DeviceReply = wrapped("DeviceReply", device=ListedDevice)
InviteReply = wrapped("InviteReply", invite=InviteShape)
InvitesReply = wrapped("InvitesReply", invites=list[InviteShape])
ConfirmedReply = wrapped("ConfirmedReply", confirmed_until=Time)
TokenReply = wrapped("TokenReply", token=str, device_id=AnyId, user=UserShape)


class UploadLimits(Shape):
    """What one may send, so that a client can say so before it begins."""

    upload_bytes: int
    attachments: int


class RetentionHere(Shape):
    """How many days messages are kept where a conversation says nothing of its own, and at most; null: for good."""

    days: int | None
    max_days: int | None


class MeReply(Shape):
    """Who is signed in here, and what a browser needs to go on."""

    user: UserShape
    device_id: AnyId
    csrf_token: str | None
    server_id: str
    epoch: str
    server_time: Time
    sync_mode: SyncMode
    """How this device keeps things (`/sync/config`)."""
    limits: UploadLimits
    link_previews: bool
    """Whether this installation makes any."""
    retention: RetentionHere


def user_row(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": avatar_url(user),
        "status_text": user.status_text,
        "is_admin": user.is_admin,
        "is_bot": user.is_bot,
        "created_at": iso(user.created_at),
        "updated_at": iso(user.updated_at),
    }


def avatar_url(user: User) -> str | None:
    return f"/avatars/{user.id}/{user.avatar_hash}" if user.avatar_hash else None


def device_row(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "name": device.name,
        "kind": device.kind,
        "user_agent": device.user_agent,
        "created_at": iso(device.created_at),
        "last_seen_at": iso(device.last_seen_at),
    }


def preferences_row(preferences: Preferences) -> dict[str, Any]:
    return {
        "user_id": preferences.user_id,
        "link_previews": preferences.link_previews,
        "version": preferences.version,
    }


def listed_device(device: Device, current: str | None) -> dict[str, Any]:
    return {**device_row(device), "current": device.id == current}


def invite_row(invite: Invite, token: str | None = None, url: str | None = None) -> dict[str, Any]:
    return {
        "id": invite.id,
        "token": token,
        "url": url,
        "conversation_id": invite.conversation_id,
        "role": invite.role,
        "uses_left": invite.uses_left,
        "expires_at": iso_or_none(invite.expires_at),
        "created_at": iso(invite.created_at),
    }
