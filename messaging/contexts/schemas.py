"""Shapes of contexts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from messaging.contexts.models import Context
from messaging.conversations.schemas import ConversationShape
from messaging.core.clock import iso, iso_or_none
from messaging.core.shapes import AnyId, Line, NewId, Ordinal, Sequence, Shape, Text, Time, wrapped
from messaging.messages.schemas import Meta

MAX_TAGS = 20
MAX_ATTACHED = 20
MAX_CONTEXTS = 1_000
"""How many one person keeps: all of them travel to each new device."""

Category = Literal["knowledge", "document", "chat", "code", "custom"]
Sort = Literal["updated", "created", "title", "used", "last_used"]


def _distinct(tags: list[str]) -> list[str]:
    """Each tag once, whatever its case: the first spelling stays."""
    return list({tag.casefold(): tag for tag in reversed(tags)}.values())[::-1]


ContextTitle = Annotated[Line, Field(min_length=1, max_length=200)]
ContextContent = Annotated[Text, Field(max_length=50_000)]
Tag = Annotated[Line, Field(min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS), AfterValidator(_distinct)]


class ContextShape(Shape):
    """A context. Others see one through what it is attached to, and then without what only concerns its owner:
    `is_favorite`, `usage_count`, `last_used_at` and `metadata`."""

    id: AnyId
    owner_id: AnyId
    title: str
    content: str
    category: Category
    tags: list[str]
    is_favorite: bool
    usage_count: int
    last_used_at: Time | None
    metadata: dict[str, Any] | None
    created_at: Time
    updated_at: Time
    deleted_at: Time | None
    version: Sequence


class NewContext(Shape):
    id: NewId | None = None
    title: ContextTitle
    content: ContextContent = ""
    category: Category = "knowledge"
    tags: Tags = Field(default=[])
    is_favorite: bool = False
    metadata: Meta = None


class ContextFields(Shape):
    """What can be changed of one; null means «not sent», but for `metadata`."""

    title: ContextTitle | None = None
    content: ContextContent | None = None
    category: Category | None = None
    tags: Tags | None = None
    is_favorite: bool | None = None
    metadata: Meta = None


class ContextChange(ContextFields):
    base_version: Sequence | None = None
    """The version that was edited; `409 version_conflict` when its content was changed since."""


class ContextUse(Shape):
    """How often it was used; a device that was offline counts its uses together."""

    times: Annotated[int, Field(ge=1, le=1_000)] = 1


class ContextQuery(Shape):
    """`q` is looked for in title, content and tags."""

    q: Annotated[Text, Field(max_length=200)] = ""
    category: Category | None = None
    tag: Annotated[str, Field(max_length=50)] | None = None
    favorite: bool | None = None
    sort: Sort = "updated"


class AttachedQuery(Shape):
    """Also those of the conversation's messages with ordinals `from` to `to`, as far as a page goes."""

    from_: Annotated[Ordinal | None, Field(alias="from")] = None
    to: Ordinal | None = None


ContextReply = wrapped("ContextReply", context=ContextShape)
ContextsReply = wrapped("ContextsReply", contexts=list[ContextShape])
AttachedReply = wrapped("AttachedReply", conversation=ConversationShape, context=ContextShape)
DetachedReply = wrapped("DetachedReply", conversation=ConversationShape)


def context_row(context: Context) -> dict[str, Any]:
    """A context as its owner sees it."""
    return {
        "id": context.id,
        "owner_id": context.owner_id,
        "title": context.title,
        "content": context.content,
        "category": context.category,
        "tags": context.tags,
        "is_favorite": context.is_favorite,
        "usage_count": context.usage_count,
        "last_used_at": iso_or_none(context.last_used_at),
        "metadata": context.meta,
        "created_at": iso(context.created_at),
        "updated_at": iso(context.updated_at),
        "deleted_at": iso_or_none(context.deleted_at),
        "version": context.version,
    }


def shared_row(context: Context) -> dict[str, Any]:
    """A context as others see it: when and how often its owner uses it is nobody else's business."""
    own = {"is_favorite": False, "usage_count": 0, "last_used_at": None, "metadata": None}
    return context_row(context) | own | {"version": context.shared_version}


def seen_by(context: Context, user_id: str) -> dict[str, Any]:
    return context_row(context) if context.owner_id == user_id else shared_row(context)
