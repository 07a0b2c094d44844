"""What each operation of the outbox calls: the same actions as HTTP and the sockets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from messaging.accounts.actions import update_profile
from messaging.accounts.preferences import set_preferences
from messaging.accounts.schemas import PreferencesChange, ProfileChange
from messaging.contacts import actions as contacts
from messaging.contacts.schemas import ContactChange, NewContact
from messaging.contexts import actions as contexts
from messaging.contexts import attaching
from messaging.contexts.schemas import ContextFields, ContextUse, NewContext
from messaging.conversations import actions as conversations
from messaging.conversations import changing, membership
from messaging.conversations.receipts import mark
from messaging.conversations.schemas import (
    NULL_SAYS_SOMETHING,
    ConversationChange,
    MemberChange,
    NewConversation,
    ReceiptChange,
    SettingsChange,
)
from messaging.conversations.settings import set_settings
from messaging.core.actor import Actor
from messaging.core.errors import NotFound, ValidationFailed
from messaging.core.extensions import db
from messaging.core.operations import parse
from messaging.core.shapes import Shape
from messaging.link_previews.actions import remove_preview
from messaging.messages import actions as messages
from messaging.messages import reactions
from messaging.messages.models import Reaction
from messaging.messages.schemas import GivenBack, MessageChange, MessageRemoval, NewReaction
from messaging.messages.sending import give_back_message
from messaging.moderation import notices, reports
from messaging.moderation.schemas import NewReport

Row = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """An operation as its handler sees it; `made_at` is when the person made it, `withdrawn` as in OutboxOp."""

    entity_id: str
    fields: dict[str, Any]
    base_version: int | None
    resolution: str | None
    made_at: datetime
    withdrawn: bool


Handler = Callable[[Actor, Incoming], Row]
HANDLERS: dict[tuple[str, str], Handler] = {}


def handles(entity: str, op: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        HANDLERS[entity, op] = handler
        return handler

    return register


def _given(shape: type[Shape], fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that were sent; for most of them null means the same as not sent."""
    sent = parse(shape, fields).model_dump(exclude_unset=True)
    return {
        name: value for name, value in sent.items() if value is not None or name in (*NULL_SAYS_SOMETHING, "metadata")
    }


def _conversation_id(fields: dict[str, Any]) -> str:
    value = fields.get("conversation_id")
    if not isinstance(value, str):
        raise ValidationFailed.of("conversation_id", "is missing")
    return value


@handles("message", "create")
def create_message(actor: Actor, op: Incoming) -> Row:
    form = parse(GivenBack, {**op.fields, "id": op.entity_id})
    return give_back_message(actor, form, withdrawn=op.withdrawn).row


@handles("message", "update")
def update_message(actor: Actor, op: Incoming) -> Row:
    """Another's newer edit makes a conflict, unless the person has seen it and decided (`resolution`)."""
    change = parse(MessageChange, op.fields)
    return messages.edit_message(actor, op.entity_id, change.content, op.base_version)


@handles("message", "delete")
def delete_message(actor: Actor, op: Incoming) -> Row:
    return messages.delete_message(actor, op.entity_id, op.base_version, parse(MessageRemoval, op.fields).reason)


@handles("reaction", "create")
def create_reaction(actor: Actor, op: Incoming) -> Row:
    return reactions.add_reaction(actor, parse(NewReaction, {**op.fields, "id": op.entity_id}))[0]


@handles("reaction", "delete")
def delete_reaction(actor: Actor, op: Incoming) -> Row:
    if "message_id" in op.fields:
        form = parse(NewReaction, op.fields)
        return reactions.remove_reaction(actor, form.message_id, form.emoji)
    held = db.session.get(Reaction, op.entity_id)
    if held is None or held.user_id != actor.user_id:
        raise NotFound()
    return reactions.remove_reaction(actor, held.message_id, held.emoji)


@handles("conversation", "create")
def create_conversation(actor: Actor, op: Incoming) -> Row:
    return conversations.create_conversation(actor, parse(NewConversation, {**op.fields, "id": op.entity_id}))[0]


@handles("conversation", "update")
def update_conversation(actor: Actor, op: Incoming) -> Row:
    fields = _given(ConversationChange, op.fields)
    shared = {name: value for name, value in fields.items() if name not in SettingsChange.model_fields}
    return conversations.update_conversation(actor, op.entity_id, shared, op.made_at)


@handles("conversation", "delete")
def delete_conversation(actor: Actor, op: Incoming) -> Row:
    conversations.delete_conversation(actor, op.entity_id)
    return None


@handles("membership", "create")
def add_member(actor: Actor, op: Incoming) -> Row:
    role = op.fields.get("role", "member")
    if role not in ("member", "moderator"):
        raise ValidationFailed.of("role", "must be member or moderator")
    row = membership.add_members(actor, _conversation_id(op.fields), [op.entity_id], role)
    added: Row = next(member for member in row["members"] if member["user_id"] == op.entity_id)
    return added


@handles("membership", "update")
def change_member(actor: Actor, op: Incoming) -> Row:
    return changing.change_member(actor, _conversation_id(op.fields), op.entity_id, parse(MemberChange, op.fields))


@handles("membership", "delete")
def remove_member(actor: Actor, op: Incoming) -> Row:
    return membership.remove_member(actor, _conversation_id(op.fields), op.entity_id)


@handles("settings", "set")
def change_settings(actor: Actor, op: Incoming) -> Row:
    return set_settings(actor, op.entity_id, _given(SettingsChange, op.fields), op.made_at)


@handles("receipt", "set")
def move_pointers(actor: Actor, op: Incoming) -> Row:
    pointers = parse(ReceiptChange, op.fields)
    return mark(actor, op.entity_id, delivered=pointers.delivered_ordinal, read=pointers.read_ordinal)


@handles("contact", "create")
def add_contact(actor: Actor, op: Incoming) -> Row:
    return contacts.add_contact(actor, parse(NewContact, {**op.fields, "id": op.entity_id}), op.made_at)[0]


@handles("contact", "update")
def rename_contact(actor: Actor, op: Incoming) -> Row:
    return contacts.rename_contact(actor, op.entity_id, parse(ContactChange, op.fields).nickname, op.made_at)


@handles("contact", "delete")
def remove_contact(actor: Actor, op: Incoming) -> Row:
    return contacts.remove_contact(actor, op.entity_id)


@handles("preferences", "set")
def change_preferences(actor: Actor, op: Incoming) -> Row:
    if op.entity_id != actor.user_id:
        raise NotFound()
    return set_preferences(actor, _given(PreferencesChange, op.fields), op.made_at)


@handles("link_preview", "delete")
def remove_link_preview(actor: Actor, op: Incoming) -> Row:
    return remove_preview(actor, op.entity_id)


@handles("report", "create")
def report_message(actor: Actor, op: Incoming) -> Row:
    return reports.report_message(actor, parse(NewReport, {**op.fields, "id": op.entity_id}))[0]


@handles("notice", "delete")
def put_notice_away(actor: Actor, op: Incoming) -> Row:
    notices.put_away(actor, op.entity_id)
    return None


@handles("context", "create")
def create_context(actor: Actor, op: Incoming) -> Row:
    return contexts.create_context(actor, parse(NewContext, {**op.fields, "id": op.entity_id}), op.made_at)[0]


@handles("context", "update")
def update_context(actor: Actor, op: Incoming) -> Row:
    """Another device's newer content makes a conflict, unless the person has seen it and decided (`resolution`)."""
    insists = op.resolution in ("local", "merge")
    fields = _given(ContextFields, op.fields)
    return contexts.update_context(actor, op.entity_id, fields, op.base_version, op.made_at, insists=insists)


@handles("context", "set")
def use_context(actor: Actor, op: Incoming) -> Row:
    return contexts.use_context(actor, op.entity_id, parse(ContextUse, op.fields).times)


@handles("context", "delete")
def delete_context(actor: Actor, op: Incoming) -> Row:
    return contexts.delete_context(actor, op.entity_id, op.base_version)


@handles("conversation_context", "create")
def attach_context(actor: Actor, op: Incoming) -> Row:
    return attaching.attach(actor, _conversation_id(op.fields), op.entity_id)[0]


@handles("conversation_context", "delete")
def detach_context(actor: Actor, op: Incoming) -> Row:
    return attaching.detach(actor, _conversation_id(op.fields), op.entity_id)


@handles("user", "update")
def change_profile(actor: Actor, op: Incoming) -> Row:
    if op.entity_id != actor.user_id:
        raise NotFound()
    return update_profile(actor, _given(ProfileChange, op.fields), op.made_at)
