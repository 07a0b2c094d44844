"""Every write of contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from messaging.accounts.models import User
from messaging.accounts.schemas import user_row
from messaging.contacts.access import access_contact, find_person
from messaging.contacts.models import Contact
from messaging.contacts.schemas import NewContact, contact_row
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import IdConflict, NotFound, ValidationFailed
from messaging.core.ids import new_id
from messaging.core.logs import allocate, append, record
from messaging.core.lww import merge
from messaging.core.signals import profile_changed


def add_contact(actor: Actor, form: NewContact, at: datetime | None = None) -> tuple[dict[str, Any], bool]:
    """Add a person to the actor's contacts; returns the row with its user, and whether it is new.

    Adding somebody who is there already gives the contact there is; a removed one comes back. `at`: when the person
    added it, so that a nickname given afterwards, also offline, is the later one.
    """
    with unit_of_work() as unit:
        person = find_person(unit.session, form)
        if person.id == actor.user_id:
            raise ValidationFailed.of("username", "is your own name")
        held = unit.session.scalar(
            select(Contact).where(Contact.user_id == actor.user_id, Contact.contact_id == person.id)
        )
        if held and held.deleted_at is None:
            return _listed(held, person), False
        contact = held or _fresh(unit, actor, form, person)
        contact.deleted_at = None
        merge(contact, {"nickname": form.nickname}, at)
        _tell(unit, actor, contact)
        record(unit, actor, f"u:{actor.user_id}", "user", person.id, user_row(person))
        return _listed(contact, person), True


def _fresh(unit: UnitOfWork, actor: Actor, form: NewContact, person: User) -> Contact:
    if form.id and unit.session.get(Contact, form.id):
        raise IdConflict()
    contact = Contact(
        id=form.id or new_id(),
        user_id=actor.user_id,
        contact_id=person.id,
        nickname="",
        created_at=now(),
        updated_at=now(),
        version=0,
        stamps={},
    )
    unit.session.add(contact)
    return contact


def rename_contact(actor: Actor, contact_id: str, nickname: str, at: datetime | None = None) -> dict[str, Any]:
    """Give a contact another nickname; "" takes it away. `at`: when the person changed it."""
    with unit_of_work() as unit:
        contact = access_contact(actor, contact_id)
        if contact.deleted_at is not None:
            raise NotFound()
        if merge(contact, {"nickname": nickname}, at):
            _tell(unit, actor, contact)
        return _listed(contact, unit.session.get_one(User, contact.contact_id))


def remove_contact(actor: Actor, contact_id: str) -> dict[str, Any]:
    """Remove a contact; conversations with the person stay."""
    with unit_of_work() as unit:
        contact = access_contact(actor, contact_id)
        if contact.deleted_at is None:
            contact.deleted_at, contact.nickname = now(), ""
            _tell(unit, actor, contact)
        return _listed(contact, unit.session.get_one(User, contact.contact_id))


def _tell(unit: UnitOfWork, actor: Actor, contact: Contact) -> None:
    place = allocate(unit, f"u:{actor.user_id}")
    contact.version, contact.updated_at = place.seq, now()
    unit.session.flush()
    append(unit, actor, place, "contact", contact.id, contact_row(contact))


def _listed(contact: Contact, person: User) -> dict[str, Any]:
    return {**contact_row(contact), "user": user_row(person)}


@profile_changed.connect
def pass_profile_on(unit: UnitOfWork, actor: Actor, row: dict[str, Any]) -> None:
    """Tell those who hold somebody as a contact, also as a removed one, of a new name or picture."""
    holders = select(Contact.user_id).where(Contact.contact_id == row["id"])
    for user_id in unit.session.scalars(holders).all():
        record(unit, actor, f"u:{user_id}", "user", row["id"], row)
