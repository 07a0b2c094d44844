"""Signing in and registering as both the API and the pages do it, with their limits."""

from __future__ import annotations

from dataclasses import replace

from flask import request

from messaging.accounts import actions, guessing
from messaging.accounts.access import user_id_of
from messaging.accounts.models import Device, User
from messaging.accounts.schemas import Credentials, Registration
from messaging.accounts.session import CONFIRMED_FOR, SignedIn, browser_name, sign_in_browser
from messaging.core import security_log
from messaging.core.actor import Actor
from messaging.core.errors import RateLimited, Unauthenticated, ValidationFailed
from messaging.core.limits import limiter
from messaging.core.settings import settings


def check_credentials(form: Credentials) -> User:
    """The user who knows this password. Each wrong one makes the next wait longer (guessing.py)."""
    try:
        attempt = guessing.attempt(form.username, request.remote_addr or "")
        user = actions.authenticate(form.username, form.password)
    except Unauthenticated:
        security_log.note("sign_in_refused", user_id=user_id_of(form.username))
        raise
    except RateLimited:
        security_log.note("sign_in_delayed", user_id=user_id_of(form.username))
        raise
    attempt.was_right()
    security_log.note("signed_in", user_id=user.id)
    return user


def confirm(signed_in: SignedIn, password: str) -> Actor:
    """Somebody who is signed in shows that it is them; wrong passwords count as at signing in."""
    user = signed_in.user
    try:
        attempt = guessing.attempt(user.username, request.remote_addr or "")
        confirmed_at = actions.confirm(signed_in.actor, password)
    except (RateLimited, ValidationFailed):
        security_log.note("confirmation_refused", user_id=signed_in.actor.user_id)
        raise
    attempt.was_right()
    security_log.note("confirmed", user_id=signed_in.actor.user_id)
    return replace(signed_in.actor, confirmed_until=confirmed_at + CONFIRMED_FOR)


def sign_in(user: User, *, shared: bool = False) -> Device:
    """Make this browser a device of `user`; on a `shared` computer for as long as it is open, and keeping nothing."""
    device, _ = actions.open_device(
        user,
        kind="browser",
        name=browser_name(),
        user_agent=request.user_agent.string,
        sync_mode="cloud-only" if shared else "hybrid",
    )
    sign_in_browser(user, device, lasting=not shared)
    if not shared:
        guessing.remember(user.username)
    return device


def register(form: Registration) -> User:
    """Create the account and sign this browser in."""
    limiter.hit("register_address", request.remote_addr or "")
    user = actions.register(form, settings().registration)
    sign_in(user)
    return user
