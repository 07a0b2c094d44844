"""Shapes of contacts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from messaging.accounts.schemas import UserShape, lowered
from messaging.contacts.models import Contact
from messaging.core.clock import iso, iso_or_none
from messaging.core.shapes import AnyId, NewId, Nickname, Sequence, Shape, Time, wrapped


class ContactShape(Shape):
    id: AnyId
    user_id: AnyId
    contact_id: AnyId
    nickname: str
    created_at: Time
    deleted_at: Time | None
    version: Sequence


class ListedContact(ContactShape):
    """A contact with the person's profile."""

    user: UserShape


class NewContact(Shape):
    """Names the person by `username`, or by their id, which may be called `contact_id` or `user_id`."""

    id: NewId | None = None
    contact_id: AnyId | None = None
    user_id: AnyId | None = None
    username: Annotated[str, BeforeValidator(lowered), Field(max_length=64)] | None = None
    nickname: Nickname = ""

    @property
    def person_id(self) -> str | None:
        return self.contact_id or self.user_id

    @model_validator(mode="after")
    def name_somebody(self) -> NewContact:
        if not self.person_id and not self.username:
            raise ValueError("say who: contact_id or username")
        return self


class ContactChange(Shape):
    nickname: Nickname


ContactReply = wrapped("ContactReply", contact=ListedContact)
ContactsReply = wrapped("ContactsReply", contacts=list[ListedContact])


def contact_row(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "user_id": contact.user_id,
        "contact_id": contact.contact_id,
        "nickname": contact.nickname,
        "created_at": iso(contact.created_at),
        "deleted_at": iso_or_none(contact.deleted_at),
        "version": contact.version,
    }
