"""Sessions, tokens, devices, the directory and one's own profile."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, session
from flask_login import current_user, logout_user
from flask_wtf.csrf import generate_csrf

from messaging.accounts import actions, avatars, invites, preferences, queries, signing_in
from messaging.accounts.access import access_user
from messaging.accounts.schemas import (
    Confirmation,
    ConfirmedReply,
    Credentials,
    DeviceChange,
    DeviceReply,
    DevicesReply,
    InvitesReply,
    MeReply,
    Nothing,
    PasswordChange,
    PeopleQuery,
    PreferencesChange,
    PreferencesReply,
    ProfileChange,
    Registration,
    TokenReply,
    TokenRequest,
    UserReply,
    UsersReply,
    user_row,
)
from messaging.core import security_log
from messaging.core.actor import Actor
from messaging.core.api import Api, by_bearer
from messaging.core.clock import iso, now
from messaging.core.limits import limiter
from messaging.core.meta import installation
from messaging.core.settings import settings
from messaging.core.shapes import MAX_ATTACHMENTS

api = Api("accounts")


@api.post("/auth/register", body=Registration, reply=UserReply, created=True, public=True)
def register(body: Registration) -> dict[str, Any]:
    """Create an account and sign this browser in; the first account is the administrator."""
    return {"user": user_row(signing_in.register(body))}


@api.post("/auth/login", body=Credentials, reply=UserReply, public=True)
def sign_in(body: Credentials) -> dict[str, Any]:
    """Sign this browser in with a session cookie."""
    user = signing_in.check_credentials(body)
    signing_in.sign_in(user)
    return {"user": user_row(user)}


@api.post("/auth/logout", reply=Nothing)
def sign_out(actor: Actor) -> dict[str, Any]:
    """Sign this browser out."""
    actions.close_device(actor, actor.device_id or "")
    logout_user()
    return {}


@api.post("/auth/token", body=TokenRequest, reply=TokenReply, created=True, public=True)
def create_token(body: TokenRequest) -> dict[str, Any]:
    """A bearer token for a program; told this once."""
    user = signing_in.check_credentials(body)
    device, token = actions.open_device(
        user, kind="program", name=body.device_name or "Program", user_agent=request.user_agent.string
    )
    return {"token": token, "device_id": device.id, "user": user_row(user)}


@api.delete("/auth/token", reply=Nothing)
def revoke_token(actor: Actor) -> dict[str, Any]:
    """End the token that this request carries."""
    actions.close_device(actor, actor.device_id or "")
    return {}


@api.get("/auth/me", reply=MeReply)
def me(actor: Actor) -> dict[str, Any]:
    """Who is signed in here."""
    queries.note_use(current_user.device)
    if not by_bearer():
        session.modified = True  # it lasts from here on
    return {
        "user": user_row(current_user.user),
        "device_id": actor.device_id,
        "csrf_token": None if by_bearer() else generate_csrf(),
        "server_id": installation.server_id,
        "epoch": installation.epoch,
        "server_time": iso(now()),
        "sync_mode": current_user.device.sync_mode,
        "link_previews": settings().link_previews,
        "retention": {"days": settings().retention_days, "max_days": settings().retention_max_days},
        "limits": {"upload_bytes": settings().max_upload_bytes, "attachments": MAX_ATTACHMENTS},
    }


@api.post("/auth/confirm", body=Confirmation, reply=ConfirmedReply)
def confirm(actor: Actor, body: Confirmation) -> dict[str, Any]:
    """Show that it is still oneself, for what a session alone may not do."""
    until = signing_in.confirm(current_user, body.password).confirmed_until or now()
    return {"confirmed_until": iso(until)}


@api.post("/auth/password", body=PasswordChange, reply=Nothing)
def change_password(actor: Actor, body: PasswordChange) -> dict[str, Any]:
    """Change one's password; every other device is signed out."""
    limiter.hit("password", actor.user_id)
    actions.change_password(actor, body.current_password, body.new_password)
    security_log.note("password_changed", user_id=actor.user_id)
    return {}


@api.get("/devices", reply=DevicesReply)
def list_devices(actor: Actor) -> dict[str, Any]:
    """Where one is signed in."""
    return {"devices": queries.devices_of(actor)}


@api.patch("/devices/<device_id>", body=DeviceChange, reply=DeviceReply, limit="changing")
def rename_device(actor: Actor, device_id: str, body: DeviceChange) -> dict[str, Any]:
    """Name one of one's devices."""
    return {"device": actions.rename_device(actor, device_id, body.name)}


@api.delete("/devices/<device_id>", reply=Nothing, limit="changing")
def close_device(actor: Actor, device_id: str) -> dict[str, Any]:
    """Sign one of one's devices out, at once."""
    actions.close_device(actor, device_id)
    return {}


@api.get("/users", query=PeopleQuery, reply=UsersReply, limit="people")
def search_people(actor: Actor, query: PeopleQuery) -> dict[str, Any]:
    """The directory: people by part of their name."""
    return {"users": queries.search_people(query.q, query.limit)}


@api.get("/users/<user_id>", reply=UserReply, limit="people")
def get_user(actor: Actor, user_id: str) -> dict[str, Any]:
    """One person."""
    return {"user": user_row(access_user(actor, user_id))}


@api.patch("/users/me", body=ProfileChange, reply=UserReply, limit="changing")
def update_profile(actor: Actor, body: ProfileChange) -> dict[str, Any]:
    """Change one's own profile."""
    return {"user": actions.update_profile(actor, body.model_dump(exclude_none=True))}


@api.get("/users/me/preferences", reply=PreferencesReply)
def get_preferences(actor: Actor) -> dict[str, Any]:
    """What one wants on all of one's devices."""
    return {"preferences": preferences.preferences_of(actor)}


@api.patch("/users/me/preferences", body=PreferencesChange, reply=PreferencesReply, limit="changing")
def change_preferences(actor: Actor, body: PreferencesChange) -> dict[str, Any]:
    """Change what one wants on all of one's devices."""
    return {"preferences": preferences.set_preferences(actor, body.model_dump(exclude_none=True))}


@api.put("/users/me/avatar", reply=UserReply, limit="avatars")
def set_avatar(actor: Actor) -> dict[str, Any]:
    """Set one's picture: an image as the body, or as the multipart field `file`."""
    upload = request.files.get("file")
    data = upload.stream.read() if upload else request.get_data(cache=False)
    return {"user": avatars.set_avatar(actor, data, current_app.config["DATA_DIR"])}


@api.delete("/users/me/avatar", reply=UserReply, limit="changing")
def remove_avatar(actor: Actor) -> dict[str, Any]:
    """Go back to the letter picture."""
    return {"user": avatars.remove_avatar(actor)}


@api.get("/invites", reply=InvitesReply)
def list_invites(actor: Actor) -> dict[str, Any]:
    """The invites that can still be used."""
    return {"invites": invites.list_invites(actor)}


@api.delete("/invites/<invite_id>", reply=Nothing, limit="changing")
def revoke_invite(actor: Actor, invite_id: str) -> dict[str, Any]:
    """End an invite."""
    invites.revoke_invite(actor, invite_id)
    return {}
