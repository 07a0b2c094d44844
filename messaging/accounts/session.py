"""Who is signed in: Flask-Login over devices. The session cookie names a device; deleting its row signs it out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Request, request, session
from flask_login import UserMixin, login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from sqlalchemy.sql import ColumnElement

from messaging.accounts.models import ClosedDevice, Device, User
from messaging.accounts.tokens import token_hash
from messaging.core.actor import Actor
from messaging.core.api import by_bearer, explain
from messaging.core.extensions import db, login

CONFIRMED_FOR = timedelta(minutes=15)
"""So long after a password, a code or a card it is taken for granted that it is still the same person."""
# Marks in user agents, the more particular first: most browsers also claim to be the ones after them.
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class SignedIn(UserMixin):  # type: ignore[misc]
    """A user on a device."""

    def __init__(self, user: User, device: Device) -> None:
        self.user = user
        self.device = device
        self.actor = Actor(
            user.id, device.id, is_admin=user.is_admin, is_bot=user.is_bot, confirmed_until=_confirmed_until(device)
        )

    def get_id(self) -> str:
        return self.device.id


def _confirmed_until(device: Device) -> datetime | None:
    """Programs have nobody who could be asked, and nobody walks up to their token as to an unlocked computer."""
    if device.kind == "program":
        return datetime.max.replace(tzinfo=UTC)
    return device.confirmed_at and device.confirmed_at + CONFIRMED_FOR


def _find(condition: ColumnElement[bool], closed: ColumnElement[bool]) -> SignedIn | None:
    statement = (
        select(User, Device).join(Device, Device.user_id == User.id).where(condition, User.deactivated_at.is_(None))
    )
    row = db.session.execute(statement).first()
    if row:
        return SignedIn(row.User, row.Device)
    # Only whoever holds the session or the token learns this: nobody can ask about a device by its id.
    device_id = db.session.scalar(select(ClosedDevice.id).where(closed))
    if device_id:
        explain(reason="signed_out", device_id=device_id)
    return None


@login.user_loader  # type: ignore[untyped-decorator]
def load_from_session(device_id: str) -> SignedIn | None:
    # A request with a token is judged by the token alone (protocol.md).
    return None if by_bearer() else _find(Device.id == device_id, ClosedDevice.id == device_id)


@login.request_loader  # type: ignore[untyped-decorator]
def load_from_token(carrier: Request) -> SignedIn | None:
    return find_by_token(carrier.headers.get("Authorization", "")[7:]) if by_bearer() else None


def find_by_token(token: str) -> SignedIn | None:
    if not token:
        return None
    hashed = token_hash(token)
    return _find(Device.token_hash == hashed, ClosedDevice.token_hash == hashed)


def sign_in_browser(user: User, device: Device, *, lasting: bool = True) -> None:
    """Begin a new session; nothing of the one before stays, so that none can be planted.

    One that isn't `lasting` ends when the browser is closed.
    """
    session.clear()
    session.permanent = lasting
    login_user(SignedIn(user, device))
    # Made now: two first requests at once would each make one, and the cookie holds only one of them.
    generate_csrf()


def browser_name() -> str:
    """What to call this browser in the list of devices."""
    agent = request.user_agent.string
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "Browser")
    system = next((name for mark, name in SYSTEMS.items() if mark in agent), "")
    return f"{browser} on {system}" if system else browser
