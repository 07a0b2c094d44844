"""Every write of people and their devices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from messaging.accounts import invites
from messaging.accounts.access import access_device, access_self, someone_registered
from messaging.accounts.common_passwords import check_uncommon
from messaging.accounts.models import ClosedDevice, Device, SignInLink, User, UserLog
from messaging.accounts.passwords import hash_password, verify_password
from messaging.accounts.schemas import Registration, SyncMode, device_row, listed_device, user_row
from messaging.accounts.tokens import new_token
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, Unauthenticated, ValidationFailed
from messaging.core.extensions import db
from messaging.core.ids import new_id
from messaging.core.logs import record
from messaging.core.lww import merge
from messaging.core.signals import profile_changed


def register(form: Registration, mode: str) -> User:
    """Create an account as `mode` (open, invite, closed) allows; the first one is the administrator."""
    check_uncommon(form.password, form.username, form.display_name)
    password_hash = hash_password(form.password)
    try:
        with unit_of_work() as unit:
            invite = invites.find(unit.session, form.invite)
            first = not someone_registered(unit.session)
            if mode == "closed" and not first:
                raise Forbidden("Registration is closed here. Ask the administrator for an account.")
            if mode == "invite" and not invite and not first:
                raise Forbidden("You need an invitation to register here. Ask for an invitation link.")
            user = create_user(unit, form, password_hash, is_admin=first)
            if invite:
                invites.use(unit, Actor(user.id), invite)
            return user
    except IntegrityError:
        raise ValidationFailed.of("username", "is already taken") from None


def create_user(
    unit: UnitOfWork, form: Registration, password_hash: str, *, is_admin: bool = False, is_bot: bool = False
) -> User:
    """Add a user and the head of their log."""
    moment = now()
    user = User(
        id=new_id(),
        username=form.username,
        display_name=form.display_name or form.username,
        email=form.email,
        password_hash=password_hash,
        status_text="",
        is_admin=is_admin,
        is_bot=is_bot,
        created_at=moment,
        updated_at=moment,
        stamps={},
    )
    unit.session.add(user)
    unit.session.flush()
    unit.session.add(UserLog(user_id=user.id, last_seq=0))
    unit.session.flush()
    return user


def authenticate(username: str, password: str) -> User:
    """The user with this name and password; raises Unauthenticated."""
    held = db.session.execute(
        select(User.id, User.password_hash, User.deactivated_at, User.ban_reason).where(User.username == username)
    ).first()
    db.session.rollback()  # hashing takes a while; no connection waits for it
    known = verify_password(held.password_hash if held else None, password)
    if known and held and held.ban_reason is not None:
        raise Forbidden(banned(held.ban_reason))
    if not known or held is None or held.deactivated_at is not None:
        raise Unauthenticated("The username or the password is wrong.")
    return db.session.get_one(User, held.id)


def banned(reason: str) -> str:
    """What somebody who is shut out is told; only who knows the password learns it."""
    return f"This account is shut out of here. {reason}".strip()


def open_device(
    user: User, *, kind: str, name: str, user_agent: str, sync_mode: SyncMode = "hybrid"
) -> tuple[Device, str | None]:
    """Sign a browser or program in. A program gets a token, told this once."""
    token, hashed = new_token() if kind == "program" else (None, None)
    with unit_of_work() as unit:
        moment = now()
        device = Device(
            id=new_id(),
            user_id=user.id,
            name=name[:64],
            kind=kind,
            token_hash=hashed,
            user_agent=user_agent[:256],
            sync_mode=sync_mode,
            created_at=moment,
            last_seen_at=moment,
            confirmed_at=moment,
        )
        unit.session.add(device)
        unit.session.flush()
        record(unit, Actor(user.id, device.id), f"u:{user.id}", "device", device.id, device_row(device))
    return device, token


def close_device(actor: Actor, device_id: str) -> None:
    """Sign one of one's devices out; its sockets are closed when this is published, and it erases what it holds."""
    with unit_of_work() as unit:
        close_and_erase(unit, actor, access_device(actor, device_id))


def close_and_erase(unit: UnitOfWork, actor: Actor, device: Device) -> None:
    """Sign a device out; it erases what it holds when it comes back."""
    unit.session.add(ClosedDevice(id=device.id, user_id=device.user_id, token_hash=device.token_hash, closed_at=now()))
    _close(unit, actor, device)


def close_devices(unit: UnitOfWork, actor: Actor, user_id: str, *, erase: bool = False) -> int:
    """Sign all devices of somebody out, but the actor's own; returns how many.

    Unless they are to `erase`, they keep what they hold, which may be words that never reached the server
    (docs/decisions/0007).
    """
    held = select(Device).where(Device.user_id == user_id, Device.id != (actor.device_id or ""))
    devices = unit.session.scalars(held).all()
    for device in devices:
        (close_and_erase if erase else _close)(unit, actor, device)
    return len(devices)


def _close(unit: UnitOfWork, actor: Actor, device: Device) -> None:
    unit.session.execute(delete(Device).where(Device.id == device.id))
    record(unit, actor, f"u:{device.user_id}", "device", device.id, None, "delete")


def rename_device(actor: Actor, device_id: str, name: str) -> dict[str, Any]:
    with unit_of_work() as unit:
        device = access_device(actor, device_id)
        device.name = name
        record(unit, actor, f"u:{actor.user_id}", "device", device.id, device_row(device))
        return listed_device(device, actor.device_id)


def change_password(actor: Actor, current: str, new: str) -> None:
    """Set a new password and sign every other device out."""
    user = access_self(db.session(), actor)
    names = user.username, user.display_name
    _check_password(user, current, field="current_password")
    check_uncommon(new, *names, field="new_password")
    set_password(actor, new)


def confirm(actor: Actor, password: str) -> datetime:
    """The actor knows the password, so it is still them on this device; returns since when."""
    _check_password(access_self(db.session(), actor), password, field="password")
    with unit_of_work():
        moment = access_device(actor, actor.device_id or "").confirmed_at = now()
    return moment


def _check_password(user: User, password: str, *, field: str) -> None:
    held = user.password_hash
    db.session.rollback()  # hashing takes a while; no connection waits for it
    if not verify_password(held, password):
        raise ValidationFailed.of(field, "is not your password")


def set_password(actor: Actor, password: str) -> None:
    """Set the actor's password and end the sessions of all their devices but the actor's own, and cards and links:
    whoever took one of those must not come in any more either."""
    password_hash = hash_password(password)
    with unit_of_work() as unit:
        unit.session.execute(delete(SignInLink).where(SignInLink.user_id == actor.user_id))
        access_self(unit.session, actor).password_hash = password_hash
        close_devices(unit, actor, actor.user_id)


def update_profile(actor: Actor, fields: dict[str, Any], at: Any = None) -> dict[str, Any]:
    """Change one's profile, field by field; everyone who sees it is told. `at`: when the person changed it."""
    with unit_of_work() as unit:
        user = access_self(unit.session, actor)
        if merge(user, fields, at):
            user.updated_at = now()
            tell_profile(unit, actor, user)
        return user_row(user)


def tell_profile(unit: UnitOfWork, actor: Actor, user: User) -> None:
    """Write the profile into its owner's log; whoever else shows it joins in by the signal."""
    unit.session.flush()
    row = user_row(user)
    record(unit, actor, f"u:{user.id}", "user", user.id, row)
    profile_changed.send(unit, actor=actor, row=row)
