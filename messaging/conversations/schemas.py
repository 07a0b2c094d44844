"""Shapes of conversations, memberships, receipts and a person's settings for a conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator

from messaging.conversations.models import Conversation, Membership
from messaging.core.clock import iso, iso_or_none, parse
from messaging.core.ids import is_new_id
from messaging.core.shapes import AnyId, Description, Line, Ordinal, Sequence, Shape, Time, Title, wrapped

Role = Literal["owner", "moderator", "member"]
Posting = Literal["everyone", "moderators"]
Notify = Literal["all", "mentions", "none"]
MAX_MEMBERS = 2000
MAX_DAYS = 36_500
Reason = Annotated[Line, Field(max_length=300)]


def _time(value: object) -> datetime:
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("must be a time like 2026-11-21T05:30:00.123Z")
    return parse(value)


Moment = Annotated[
    datetime, BeforeValidator(_time), WithJsonSchema({"type": "string", "format": "date-time", "maxLength": 40})
]
"""A time as sent by a client, read as a datetime."""


class MembershipShape(Shape):
    conversation_id: AnyId
    user_id: AnyId
    role: Role
    joined_at: Time
    left_at: Time | None
    silenced_until: Time | None
    banned_at: Time | None
    sanction_reason: str
    delivered_ordinal: Ordinal
    read_ordinal: Ordinal
    receipt_seq: Sequence
    version: Sequence


class OwnMembership(MembershipShape):
    """One's own membership, with what nobody else sees."""

    archived: bool
    muted_until: Time | None
    notify: Notify
    hidden_ordinal: Ordinal | None
    settings_version: Sequence


class LastMessage(Shape):
    id: AnyId
    sender_id: AnyId
    preview: str
    created_at: Time


class ConversationShape(Shape):
    id: AnyId
    kind: Literal["direct", "group"]
    title: str
    description: str
    encrypted: bool
    posting: Posting
    silenced_until: Time | None
    retention_days: Annotated[int, Field(ge=0, le=MAX_DAYS)] | None
    created_by: AnyId
    created_at: Time
    updated_at: Time
    last_seq: Sequence
    first_ordinal: Ordinal
    last_ordinal: Ordinal
    last_receipt_seq: Sequence
    message_count: int
    last_message: LastMessage | None
    members: list[OwnMembership | MembershipShape]
    context_ids: list[AnyId]
    version: Sequence


class Receipt(Shape):
    conversation_id: AnyId
    user_id: AnyId
    delivered_ordinal: Ordinal
    read_ordinal: Ordinal
    receipt_seq: Sequence
    version: Sequence


class Settings(Shape):
    """What a person set for a conversation, for themselves."""

    conversation_id: AnyId
    archived: bool
    muted_until: Time | None
    notify: Notify
    hidden_ordinal: Ordinal | None
    version: Sequence


class NewConversation(Shape):
    """A direct one names one other person (or oneself); its `id` follows from the two, whatever is sent."""

    kind: Literal["direct", "group"]
    id: AnyId | None = None
    title: Title = ""
    description: Description = ""
    member_ids: Annotated[list[AnyId], Field(max_length=MAX_MEMBERS)] = Field(default=[])
    posting: Posting = "everyone"
    encrypted: bool = False
    retention_days: Annotated[int, Field(ge=0, le=MAX_DAYS)] | None = None
    context_ids: Annotated[list[AnyId], Field(max_length=20)] = Field(default=[])

    @field_validator("id")
    @classmethod
    def demand_uuid7(cls, given: str | None, info: ValidationInfo) -> str | None:
        """A group must not sit on the UUIDv5 that two people's direct conversation will have: it would get their
        messages."""
        if given and info.data.get("kind") == "group" and not is_new_id(given):
            raise ValueError("is not a UUIDv7")
        return given


class ConversationChange(Shape):
    title: Title | None = None
    description: Description | None = None
    posting: Posting | None = None
    silenced_until: Moment | None = None
    retention_days: Annotated[int, Field(ge=0, le=MAX_DAYS)] | None = None
    archived: bool | None = None
    muted_until: Moment | None = None
    notify: Notify | None = None


class SettingsChange(Shape):
    archived: bool | None = None
    muted_until: Moment | None = None
    notify: Notify | None = None


class NewMembers(Shape):
    """One person (`user_id`) or several (`user_ids`)."""

    user_id: AnyId | None = None
    user_ids: Annotated[list[AnyId], Field(max_length=MAX_MEMBERS)] = Field(default=[])
    role: Literal["moderator", "member"] = "member"


class MemberChange(Shape):
    """Any of a role, until when somebody may not write (null: they may again), and whether they are shut out."""

    role: Role | None = None
    silenced_until: Moment | None = None
    banned: bool | None = None
    reason: Reason = ""


NULL_SAYS_SOMETHING = ("muted_until", "silenced_until", "retention_days")
"""Not muted, not silenced, as long as the installation says."""


class ListQuery(Shape):
    archived: bool | None = None


class InviteToken(Shape):
    token: Annotated[str, Field(max_length=100)]


class Pointer(Shape):
    """`mark_as_delivered` and `mark_as_read`."""

    conversation_id: AnyId
    ordinal: Ordinal


class ReceiptChange(Shape):
    delivered_ordinal: Ordinal = 0
    read_ordinal: Ordinal = 0


class PointersReply(Shape):
    delivered_ordinal: Ordinal
    read_ordinal: Ordinal


ConversationReply = wrapped("ConversationReply", conversation=ConversationShape)
ConversationOrNoneReply = wrapped("ConversationOrNoneReply", conversation=ConversationShape | None)
ConversationsReply = wrapped("ConversationsReply", conversations=list[ConversationShape])


class MembersReply(Shape):
    """The group after people were added; `membership` is that of the first one named."""

    membership: OwnMembership | MembershipShape
    members: list[OwnMembership | MembershipShape]
    conversation: ConversationShape


MembersOnlyReply = wrapped("MembersOnlyReply", members=list[MembershipShape])
MembershipReply = wrapped("MembershipReply", membership=MembershipShape)


def membership_row(member: Membership) -> dict[str, Any]:
    """A membership as every member sees it."""
    return {
        "conversation_id": member.conversation_id,
        "user_id": member.user_id,
        "role": member.role,
        "joined_at": iso(member.joined_at),
        "left_at": iso_or_none(member.left_at),
        "silenced_until": iso_or_none(member.silenced_until),
        "banned_at": iso_or_none(member.banned_at),
        "sanction_reason": member.sanction_reason,
        "delivered_ordinal": member.delivered_ordinal,
        "read_ordinal": member.read_ordinal,
        "receipt_seq": member.receipt_seq,
        "version": member.version,
    }


def own_membership(member: Membership) -> dict[str, Any]:
    return membership_row(member) | {
        "archived": member.archived,
        "muted_until": iso_or_none(member.muted_until),
        "notify": member.notify,
        "hidden_ordinal": member.hidden_ordinal,
        "settings_version": member.settings_version,
    }


def settings_row(member: Membership) -> dict[str, Any]:
    return {
        "conversation_id": member.conversation_id,
        "archived": member.archived,
        "muted_until": iso_or_none(member.muted_until),
        "notify": member.notify,
        "hidden_ordinal": member.hidden_ordinal,
        "version": member.settings_version,
    }


def receipt_row(member: Membership) -> dict[str, Any]:
    return {
        "conversation_id": member.conversation_id,
        "user_id": member.user_id,
        "delivered_ordinal": member.delivered_ordinal,
        "read_ordinal": member.read_ordinal,
        "receipt_seq": member.receipt_seq,
        "version": member.receipt_seq,
    }


def conversation_row(
    conversation: Conversation, members: list[Membership], viewer_id: str | None = None
) -> dict[str, Any]:
    """A conversation with its present `members`; `viewer_id`'s own settings are in their membership."""
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "title": conversation.title,
        "description": conversation.description,
        "encrypted": conversation.encrypted,
        "posting": conversation.posting,
        "silenced_until": iso_or_none(conversation.silenced_until),
        "retention_days": conversation.retention_days,
        "created_by": conversation.created_by,
        "created_at": iso(conversation.created_at),
        "updated_at": iso(conversation.updated_at),
        "last_seq": conversation.last_seq,
        "first_ordinal": conversation.first_ordinal,
        "last_ordinal": conversation.last_ordinal,
        "last_receipt_seq": conversation.last_receipt_seq,
        "message_count": conversation.message_count,
        "last_message": last_message(conversation),
        "members": [own_membership(m) if m.user_id == viewer_id else membership_row(m) for m in members],
        "context_ids": conversation.context_ids,
        "version": conversation.version,
    }


def last_message(conversation: Conversation) -> dict[str, Any] | None:
    if conversation.last_message_id is None or conversation.last_message_at is None:
        return None
    return {
        "id": conversation.last_message_id,
        "sender_id": conversation.last_message_sender_id,
        "preview": conversation.last_message_preview or "",
        "created_at": iso(conversation.last_message_at),
    }
