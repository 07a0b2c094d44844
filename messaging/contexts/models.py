"""Tables of contexts and of what they are attached to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class Context(Base):
    """A piece of knowledge that its owner keeps. A deleted one is a tombstone without title, content and tags.

    Numbers of the owner's log: `version` of the newest change, `shared_version` of the newest one that others see,
    `content_version` of the newest one of the content, since nothing else can conflict.
    """

    __tablename__ = "context"
    __table_args__ = (
        Index("ix_context_owner_id", "owner_id"),
        CheckConstraint("category in ('knowledge', 'document', 'chat', 'code', 'custom')", name="category"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(String(9), default="knowledge")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_favorite: Mapped[bool] = mapped_column(default=False)
    usage_count: Mapped[int] = mapped_column(default=0)
    last_used_at: Mapped[datetime | None]
    # SQLAlchemy keeps the name `metadata` for itself.
    meta: Mapped[dict[str, Any] | None] = mapped_column("metadata", JSON(none_as_null=True))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int]
    shared_version: Mapped[int]
    content_version: Mapped[int]
    stamps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ConversationContext(Base):
    """A context attached to a conversation. Their order stands in the conversation's row, so that lists of
    conversations need no further query."""

    __tablename__ = "conversation_context"
    __table_args__ = (Index("ix_conversation_context_context_id", "context_id"),)

    conversation_id: Mapped[str] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    context_id: Mapped[str] = mapped_column(Id, ForeignKey("context.id", ondelete="CASCADE"), primary_key=True)
    attached_at: Mapped[datetime]


class MessageContext(Base):
    """A context attached to a message, in the order in which its sender named them."""

    __tablename__ = "message_context"
    __table_args__ = (Index("ix_message_context_context_id", "context_id"),)

    message_id: Mapped[str] = mapped_column(Id, ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    context_id: Mapped[str] = mapped_column(Id, ForeignKey("context.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int]
