"""`/contacts`"""

from __future__ import annotations

from typing import Any

from messaging.contacts import actions, queries
from messaging.contacts.schemas import ContactChange, ContactReply, ContactsReply, NewContact
from messaging.core.actor import Actor
from messaging.core.api import Api

api = Api("contacts")


@api.get("/contacts", reply=ContactsReply, limit="reading")
def list_contacts(actor: Actor) -> dict[str, Any]:
    """One's contacts, by name."""
    return {"contacts": queries.list_contacts(actor)}


@api.post("/contacts", body=NewContact, reply=ContactReply, created=True, limit="changing")
def add_contact(actor: Actor, body: NewContact) -> tuple[dict[str, Any], bool]:
    """Add a person by username or user id."""
    contact, created = actions.add_contact(actor, body)
    return {"contact": contact}, created


@api.put("/contacts/<contact_id>", body=ContactChange, reply=ContactReply, limit="changing")
def rename_contact(actor: Actor, contact_id: str, body: ContactChange) -> dict[str, Any]:
    """Change a contact's nickname."""
    return {"contact": actions.rename_contact(actor, contact_id, body.nickname)}


@api.delete("/contacts/<contact_id>", reply=ContactReply, limit="changing")
def remove_contact(actor: Actor, contact_id: str) -> dict[str, Any]:
    """Remove a contact; the conversation stays."""
    return {"contact": actions.remove_contact(actor, contact_id)}
