"""Tables of messages, earlier contents and reactions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class Message(Base):
    """A message, or the tombstone of one: a deleted message keeps its id and place and loses its content."""

    __tablename__ = "message"
    __table_args__ = (
        Index("uq_message_conversation_ordinal", "conversation_id", "ordinal", unique=True),
        CheckConstraint("role in ('user', 'assistant', 'system')", name="role"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversation.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    sender_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id"))
    role: Mapped[str] = mapped_column(String(9), default="user")
    content: Mapped[str] = mapped_column(Text, default="")
    thinking: Mapped[str | None] = mapped_column(Text)
    meta: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reply_to: Mapped[str | None] = mapped_column(Id)
    encrypted_content: Mapped[str | None] = mapped_column(Text)
    body_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int]
    # Whether anything hangs on it (attachables.py): what is worth a query when it is read.
    attached: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class MessageEdit(Base):
    """What a message said before an edit."""

    __tablename__ = "message_edit"
    __table_args__ = (Index("ix_message_edit_message_id", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(Id, ForeignKey("message.id", ondelete="CASCADE"))
    content: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[str] = mapped_column(Id)
    edited_at: Mapped[datetime]


class Reaction(Base):
    """One emoji of one person on one message; taken back, it stays as a tombstone and can be set again."""

    __tablename__ = "reaction"
    __table_args__ = (
        Index("uq_reaction_message_user_emoji", "message_id", "user_id", "emoji", unique=True),
        Index("ix_reaction_conversation_id", "conversation_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    message_id: Mapped[str] = mapped_column(Id, ForeignKey("message.id", ondelete="CASCADE"))
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversation.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    emoji: Mapped[str] = mapped_column(String(32))
    deleted_at: Mapped[datetime | None]
    version: Mapped[int]
