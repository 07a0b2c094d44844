"""Load a contact of the actor's, or NotFound."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.accounts.models import User
from messaging.contacts.models import Contact
from messaging.contacts.schemas import NewContact
from messaging.core.actor import Actor
from messaging.core.errors import NotFound
from messaging.core.extensions import db


def access_contact(actor: Actor, contact_id: str) -> Contact:
    """By the row's id or by the person's."""
    contact = db.session.scalar(
        select(Contact).where(
            Contact.user_id == actor.user_id, (Contact.id == contact_id) | (Contact.contact_id == contact_id)
        )
    )
    if contact is None:
        raise NotFound()
    return contact


def find_person(session: Session, form: NewContact) -> User:
    """Whom the form means; raises NotFound."""
    named = User.id == form.person_id if form.person_id else User.username == form.username
    user = session.scalar(select(User).where(named, User.deactivated_at.is_(None)))
    if user is None:
        raise NotFound("There is nobody with this name.")
    return user
