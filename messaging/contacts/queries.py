"""Reads of contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.accounts.models import User
from messaging.accounts.schemas import user_row
from messaging.contacts.models import Contact
from messaging.contacts.schemas import contact_row
from messaging.core.actor import Actor
from messaging.core.entities import Rows, entity
from messaging.core.extensions import db


def list_contacts(actor: Actor) -> list[dict[str, Any]]:
    """The actor's contacts with their profiles, by name."""
    statement = (
        select(Contact, User)
        .join(User, User.id == Contact.contact_id)
        .where(Contact.user_id == actor.user_id, Contact.deleted_at.is_(None))
    )
    rows = [{**contact_row(contact), "user": user_row(user)} for contact, user in db.session.execute(statement)]
    return sorted(rows, key=lambda row: (row["nickname"] or row["user"]["display_name"]).casefold())


@entity("u", "contact")
def load_contacts(session: Session, user_id: str, ids: Sequence[str]) -> Rows:
    contacts = session.scalars(select(Contact).where(Contact.id.in_(ids), Contact.user_id == user_id))
    return {contact.id: contact_row(contact) for contact in contacts}


def contacts_among(session: Session, user_id: str, among: Sequence[str]) -> set[str]:
    """Who of `among` is a contact of the user, or has the user as one."""
    mine = select(Contact.contact_id).where(Contact.user_id == user_id, Contact.contact_id.in_(among))
    theirs = select(Contact.user_id).where(Contact.contact_id == user_id, Contact.user_id.in_(among))
    present = Contact.deleted_at.is_(None)
    return {*session.scalars(mine.where(present)), *session.scalars(theirs.where(present))}
