"""Signing in and registering as both the API and the pages do it, with their limits."""

from __future__ import annotations

from flask import request

from messaging.accounts import actions
from messaging.accounts.models import Device, User
from messaging.accounts.schemas import Credentials, Registration
from messaging.accounts.session import browser_name, sign_in_browser
from messaging.core.errors import Unauthenticated
from messaging.core.limits import limiter
from messaging.core.settings import settings


def check_credentials(form: Credentials) -> User:
    """The user who knows this password. Failures count per address and per name at that address; successes don't."""
    address = request.remote_addr or ""
    name_at_address = f"{form.username}@{address}"
    limiter.check("sign_in_address", address)
    limiter.check("sign_in_name", name_at_address)
    try:
        return actions.authenticate(form.username, form.password)
    except Unauthenticated:
        limiter.hit("sign_in_address", address)
        limiter.hit("sign_in_name", name_at_address)
        raise


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
    return device


def register(form: Registration) -> User:
    """Create the account and sign this browser in."""
    limiter.hit("register_address", request.remote_addr or "")
    user = actions.register(form, settings().registration)
    sign_in(user)
    return user
