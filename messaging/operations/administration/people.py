"""What administrators do with people's accounts: each an action that checks who asks, and is noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from messaging.accounts.actions import close_and_erase, close_devices, create_user, tell_profile
from messaging.accounts.common_passwords import check_uncommon
from messaging.accounts.invites import end_all_invites, end_open_invites
from messaging.accounts.models import Device, User
from messaging.accounts.passwords import hash_password, nobodys_hash
from messaging.accounts.schemas import Registration
from messaging.accounts.sign_in_links import Purpose, create_link, end_links
from messaging.conversations.actions import create_conversation
from messaging.conversations.schemas import NewConversation
from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, NotFound, ValidationFailed
from messaging.operations.access import check_administrator, check_confirmed
from messaging.operations.administration import sentences
from messaging.operations.administration.schemas import NewPerson, PersonChange

for action, sentence in {
    "user.created": "created @{username}",
    "user.renamed": "renamed @{username} to “{display_name}”",
    "user.made_administrator": "made @{username} an administrator",
    "user.no_longer_administrator": "took the administration from @{username}",
    "user.deactivated": "deactivated @{username}",
    "user.reactivated": "let @{username} in again",
    "user.banned": "shut @{username} out: “{reason}”",
    "user.signed_out": "signed @{username} out of {devices} devices",
    "user.given_password": "gave @{username} a new password",
    "user.given_card": "made a sign-in card for @{username}",
    "user.given_reset": "made a link for a new password of @{username}",
    "device.signed_out": "signed @{username} out of “{device}”",
}.items():
    sentences.tell(action, sentence)

CARD_LASTS = timedelta(days=30)
RESET_LASTS = timedelta(days=3)
MOST_CARDS = 500


class Card(NamedTuple):
    """A person and the code that signs them in once, told this once."""

    user: User
    code: str


def create_person(actor: Actor, form: NewPerson) -> User:
    """Make an account, with a password or, without one, for a card. Raises ValidationFailed for a taken name."""
    (check_confirmed if form.is_admin else check_administrator)(actor)
    if form.password:
        check_uncommon(form.password, form.username, form.display_name)
    password_hash = hash_password(form.password) if form.password else nobodys_hash()
    try:
        with unit_of_work() as unit:
            return _add(unit, actor, form, password_hash)
    except IntegrityError:
        raise ValidationFailed.of("username", "is already taken") from None


def create_people(actor: Actor, forms: Sequence[NewPerson], group_title: str = "") -> list[User]:
    """Make all of these accounts, or none, and a group of the actor's with all of them when it has a title."""
    check_confirmed(actor)
    password_hash = nobodys_hash()
    try:
        with unit_of_work() as unit:
            users = [_add(unit, actor, form, password_hash) for form in forms]
            if group_title and users:
                group = NewConversation(kind="group", title=group_title, member_ids=[user.id for user in users])
                create_conversation(actor, group)
            return users
    except IntegrityError:
        raise ValidationFailed("Somebody on the list has an account since just now. Look at it again.") from None


def _add(unit: UnitOfWork, actor: Actor, form: NewPerson, password_hash: str) -> User:
    registration = Registration.model_construct(**{**form.model_dump(), "password": "", "invite": None})
    user = create_user(unit, registration, password_hash, is_admin=form.is_admin, is_bot=form.is_bot)
    _note(unit, actor, "user.created", user)
    return user


def change_person(actor: Actor, user_id: str, change: PersonChange) -> None:
    """Several changes at once: all of them, or none."""
    with _changing(actor, user_id):
        if change.display_name is not None:
            rename(actor, user_id, change.display_name)
        if change.is_admin is not None:
            set_administrator(actor, user_id, change.is_admin)
        if change.deactivated is False:
            reactivate(actor, user_id)
        elif change.ban_reason is not None:
            ban(actor, user_id, change.ban_reason)
        elif change.deactivated:
            deactivate(actor, user_id)


def rename(actor: Actor, user_id: str, display_name: str) -> User:
    """Change the name that others see."""
    with _changing(actor, user_id) as (unit, user):
        if user.display_name != display_name:
            user.display_name, user.updated_at = display_name, now()
            tell_profile(unit, actor, user)
            _note(unit, actor, "user.renamed", user, display_name=display_name)
        return user


def set_administrator(actor: Actor, user_id: str, wanted: bool) -> User:
    """Let somebody administrate, or no longer; one active administrator always stays."""
    check_confirmed(actor)
    with _changing(actor, user_id) as (unit, user):
        if user.is_admin == wanted:
            return user
        if wanted and user.is_bot:
            raise ValidationFailed.of("is_admin", "is not for programs")
        if not wanted:
            _keep_an_administrator(unit, user)
            end_open_invites(unit, user.id)
        user.is_admin, user.updated_at = wanted, now()
        tell_profile(unit, actor, user)
        _note(unit, actor, "user.made_administrator" if wanted else "user.no_longer_administrator", user)
        return user


def deactivate(actor: Actor, user_id: str) -> User:
    """Close an account: every session, socket and token of it ends now. What it said stays. Can be taken back."""
    return _shut(actor, user_id, reason=None)


def ban(actor: Actor, user_id: str, reason: str) -> User:
    """Shut somebody out: as `deactivate`, and their devices erase what they hold. Who knows the password is told the
    reason."""
    return _shut(actor, user_id, reason=reason)


def _shut(actor: Actor, user_id: str, reason: str | None) -> User:
    check_confirmed(actor)
    with _changing(actor, user_id) as (unit, user):
        if user.id == actor.user_id:
            raise Forbidden("Ask another administrator to close your own account.")
        _keep_an_administrator(unit, user)
        user.deactivated_at = user.deactivated_at or now()
        user.ban_reason = reason
        close_devices(unit, actor, user.id, erase=reason is not None)
        end_links(unit, user.id)
        end_all_invites(unit, user.id)
        told = {} if reason is None else {"reason": reason}
        _note(unit, actor, "user.deactivated" if reason is None else "user.banned", user, **told)
        return user


def reactivate(actor: Actor, user_id: str) -> User:
    """Let somebody in again who was deactivated or banned."""
    check_confirmed(actor)
    with _changing(actor, user_id) as (unit, user):
        if user.deactivated_at is not None:
            user.deactivated_at = user.ban_reason = None
            _note(unit, actor, "user.reactivated", user)
        return user


def sign_out_everywhere(actor: Actor, user_id: str) -> int:
    """End every session, socket and token of somebody, but the one that asks; returns how many."""
    check_confirmed(actor)
    with _changing(actor, user_id) as (unit, user):
        closed = close_devices(unit, actor, user.id)
        _note(unit, actor, "user.signed_out", user, devices=closed)
        return closed


def sign_out_device(actor: Actor, device_id: str) -> str:
    """Sign one device out; it erases what it holds. Returns whose it was."""
    check_confirmed(actor)
    with unit_of_work() as unit:
        device = unit.session.get(Device, device_id)
        if device is None:
            raise NotFound()
        user = unit.session.get_one(User, device.user_id)
        details = {"username": user.username, "device": device.name}
        audit.record(unit, actor, "device.signed_out", "device", device.id, details)
        close_and_erase(unit, actor, device)
        return user.id


def make_cards(actor: Actor, user_ids: Sequence[str], purpose: Purpose, lasts: timedelta) -> list[Card]:
    """A code for each of these people, in the order of their names; earlier ones end."""
    check_confirmed(actor)
    if len(user_ids) > MOST_CARDS:
        raise ValidationFailed.of("people", f"are more than {MOST_CARDS}: make their cards in several turns")
    with unit_of_work() as unit:
        active = User.deactivated_at.is_(None) & User.is_bot.is_(False)
        users = unit.session.scalars(select(User).where(User.id.in_(user_ids), active).order_by(User.display_name))
        return [_card(unit, actor, user, purpose, lasts) for user in users.all()]


def _card(unit: UnitOfWork, actor: Actor, user: User, purpose: Purpose, lasts: timedelta) -> Card:
    _note(unit, actor, "user.given_card" if purpose == "card" else "user.given_reset", user)
    return Card(user, create_link(unit, user.id, purpose, lasts))


@contextmanager
def _changing(actor: Actor, user_id: str) -> Iterator[tuple[UnitOfWork, User]]:
    """A unit of work with the person in it, for administrators."""
    check_administrator(actor)
    with unit_of_work() as unit:
        user = unit.session.get(User, user_id)
        if user is None:
            raise NotFound()
        yield unit, user


def _keep_an_administrator(unit: UnitOfWork, leaving: User) -> None:
    """Raise Forbidden when `leaving` is the last active administrator. Their rows stay locked, so that two can't
    leave at once."""
    if not leaving.is_admin:
        return
    active = select(User.id).where(User.is_admin.is_(True), User.deactivated_at.is_(None)).order_by(User.id)
    if set(unit.session.scalars(active.with_for_update())) <= {leaving.id}:
        raise Forbidden("This is the last administrator. Make somebody else one first.")


def _note(unit: UnitOfWork, actor: Actor, action: str, user: User, **details: object) -> None:
    audit.record(unit, actor, action, "user", user.id, {"username": user.username, **details})
