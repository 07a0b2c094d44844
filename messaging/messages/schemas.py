"""Shapes of messages and reactions."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Protocol

import orjson
from pydantic import AfterValidator, Field, model_validator

from messaging.conversations.schemas import ConversationShape, Moment, Reason
from messaging.core.clock import iso, iso_or_none
from messaging.core.shapes import (
    MAX_ATTACHMENTS,
    AnyId,
    Content,
    Emoji,
    NewId,
    Ordinal,
    Sequence,
    Shape,
    Thinking,
    Time,
    wrapped,
)
from messaging.messages.models import Reaction

MAX_META_BYTES = 2_000
MAX_META_DEPTH = 20
"""What is written fits into what is read only if it is shallower than JSON's own limit: packets, pages and exports put
it inside of other objects."""
PREVIEW = 500
MessageRole = Literal["user", "assistant", "system"]


def _small(meta: dict[str, Any] | None) -> dict[str, Any] | None:
    if is_deeper(meta, MAX_META_DEPTH):
        raise ValueError(f"is nested more than {MAX_META_DEPTH} times")
    try:
        size = len(orjson.dumps(meta))
    except orjson.JSONEncodeError:
        raise ValueError("holds something that JSON can't") from None
    if size > MAX_META_BYTES:
        raise ValueError(f"is larger than {MAX_META_BYTES} bytes")
    return meta


def is_deeper(value: Any, levels: int) -> bool:
    """Whether objects and lists stand in each other more than so many times."""
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_deeper(each, levels - 1) for each in inside)


Meta = Annotated[dict[str, Any] | None, AfterValidator(_small)]


class FileShape(Shape):
    id: AnyId
    name: str
    size: int
    media_type: str
    width: int | None
    height: int | None
    duration_ms: int | None
    waveform: list[int] | None
    preview_url: str | None
    url: str
    created_at: Time


class MessageShape(Shape):
    id: AnyId
    conversation_id: AnyId
    ordinal: Ordinal
    sender_id: AnyId
    role: MessageRole
    content: str
    thinking: str | None
    meta: dict[str, Any] | None
    reply_to: AnyId | None
    attachments: list[FileShape]
    context_ids: list[AnyId]
    encrypted_content: str | None
    created_at: Time
    edited_at: Time | None
    deleted_at: Time | None
    version: Sequence


class ReactionShape(Shape):
    id: AnyId
    message_id: AnyId
    conversation_id: AnyId
    user_id: AnyId
    emoji: str
    deleted_at: Time | None
    version: Sequence


class LinkPreviewShape(Shape):
    """The card of the page that a message links to; without content where it was removed."""

    message_id: AnyId
    conversation_id: AnyId
    url: str
    title: str
    description: str
    site_name: str
    image_url: str | None
    image_width: int | None
    image_height: int | None
    deleted_at: Time | None
    version: Sequence


class EarlierContent(Shape):
    """What a message said, and until when."""

    content: str
    edited_at: Time
    editor_id: AnyId


def _once(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))


class MessageBody(Shape):
    """What a message says, however it is sent."""

    content: Content = ""
    reply_to: AnyId | None = None
    file_ids: Annotated[list[AnyId], Field(max_length=MAX_ATTACHMENTS), AfterValidator(_once)] = Field(default=[])
    context_ids: Annotated[list[AnyId], Field(max_length=20), AfterValidator(_once)] = Field(default=[])
    meta: Meta = None
    role: MessageRole = "user"
    thinking: Thinking | None = None
    encrypted_content: Annotated[str, Field(max_length=60_000)] | None = None

    @model_validator(mode="after")
    def say_something(self) -> MessageBody:
        attached = self.file_ids or self.context_ids
        if not self.content.strip() and not attached and not self.encrypted_content:
            raise ValueError("a message needs content")
        return self


class NewMessage(MessageBody):
    """To a conversation, or to a person (`recipient_id`): the direct conversation is made where there is none."""

    id: NewId
    conversation_id: AnyId | None = None
    recipient_id: AnyId | None = None

    @model_validator(mode="after")
    def go_somewhere(self) -> NewMessage:
        if (self.conversation_id is None) == (self.recipient_id is None):
            raise ValueError("say where to: conversation_id or recipient_id")
        return self


class GivenBack(NewMessage):
    """What a restored server has lost, with its times there; anything else goes without them."""

    created_at: Moment | None = None
    edited_at: Moment | None = None


class MessageChange(Shape):
    content: Content
    base_version: Sequence | None = None
    """The version that was edited; `409 version_conflict` when it is no longer the newest."""


class MessageRemoval(Shape):
    """`reason`: told to the author of a message that a moderator removes."""

    reason: Reason = ""


class PageQuery(Shape):
    """By ordinal: `before` and `after` exclude their own, `around` stands in the middle, `around_time` names by its
    moment what stands there."""

    before: Ordinal | None = None
    after: Ordinal | None = None
    around: Ordinal | None = None
    around_time: Moment | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class NewReaction(Shape):
    id: NewId | None = None
    message_id: AnyId
    emoji: Emoji


class Page(Shape):
    """Messages in order, their reactions and link previews, the ordinals at both ends, and whether there is more."""

    messages: list[MessageShape]
    reactions: list[ReactionShape]
    link_previews: list[LinkPreviewShape]
    oldest: Ordinal | None
    newest: Ordinal | None
    has_older: bool
    has_newer: bool


class HistoryReply(Shape):
    conversation: ConversationShape | None
    messages: list[MessageShape]
    reactions: list[ReactionShape]
    link_previews: list[LinkPreviewShape]


MessageReply = wrapped("MessageReply", message=MessageShape)
ReactionReply = wrapped("ReactionReply", reaction=ReactionShape)
EditsReply = wrapped("EditsReply", edits=list[EarlierContent])


class MessageColumns(Protocol):
    """A Message, or a row with its columns: long pages skip the ORM."""

    id: Any
    conversation_id: Any
    ordinal: Any
    sender_id: Any
    role: Any
    content: Any
    thinking: Any
    meta: Any
    reply_to: Any
    encrypted_content: Any
    created_at: Any
    edited_at: Any
    deleted_at: Any
    version: Any
    attached: Any


def message_row(message: MessageColumns) -> dict[str, Any]:
    """The row without what hangs on the message; that is for `attachables.message_rows`."""
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "ordinal": message.ordinal,
        "sender_id": message.sender_id,
        "role": message.role,
        "content": message.content,
        "thinking": message.thinking,
        "meta": message.meta,
        "reply_to": message.reply_to,
        "attachments": [],
        "context_ids": [],
        "encrypted_content": message.encrypted_content,
        "created_at": iso(message.created_at),
        "edited_at": iso_or_none(message.edited_at),
        "deleted_at": iso_or_none(message.deleted_at),
        "version": message.version,
    }


def reaction_row(reaction: Reaction) -> dict[str, Any]:
    return {
        "id": reaction.id,
        "message_id": reaction.message_id,
        "conversation_id": reaction.conversation_id,
        "user_id": reaction.user_id,
        "emoji": reaction.emoji,
        "deleted_at": iso_or_none(reaction.deleted_at),
        "version": reaction.version,
    }


def preview_of(content: str) -> str:
    """The beginning of a message on one line, for lists."""
    return " ".join(content.split())[:PREVIEW]
