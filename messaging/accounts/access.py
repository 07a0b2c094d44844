"""Load what the actor may see, or NotFound."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.accounts.models import Device, Invite, User
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.errors import NotFound, ValidationFailed
from messaging.core.extensions import db


def access_user(_actor: Actor, user_id: str) -> User:
    """Anyone signed in may see anyone: the directory of a class or a team is open to its people."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound()
    return user


def user_id_of(username: str) -> str | None:
    """Whose name this is: for the log, never for an answer."""
    return db.session.scalar(select(User.id).where(User.username == username))


def access_self(session: Session, actor: Actor) -> User:
    return session.get_one(User, actor.user_id)


def access_device(actor: Actor, device_id: str) -> Device:
    """One of the actor's own devices."""
    device = db.session.get(Device, device_id)
    if device is None or device.user_id != actor.user_id:
        raise NotFound()
    return device


def access_invite(actor: Actor, invite_id: str) -> Invite:
    """An invite that the actor made; administrators see all."""
    invite = db.session.get(Invite, invite_id)
    if invite is None or (invite.created_by != actor.user_id and not actor.is_admin):
        raise NotFound()
    return invite


def people(session: Session, user_ids: list[str]) -> list[User]:
    """The active users with these ids, each of which must exist."""
    found = list(session.scalars(select(User).where(User.id.in_(user_ids), User.deactivated_at.is_(None))))
    if len(found) != len(set(user_ids)):
        raise ValidationFailed.of("member_ids", "names somebody who does not exist")
    return found


def open_invite(session: Session, token_hash: str) -> Invite | None:
    """The invite behind a link while it can still be used."""
    invite = session.scalar(select(Invite).where(Invite.token_hash == token_hash))
    usable = invite is not None and invite.uses_left > 0 and invite.expires_at > now()
    return invite if usable else None


def someone_registered(session: Session) -> bool:
    return bool(session.scalar(select(func.count()).select_from(select(User.id).limit(1).subquery())))
