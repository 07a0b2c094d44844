"""Tables of conversations and memberships."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class Conversation(Base):
    """Its row is also the head of the logs `c:<id>` and `r:<id>`, and carries what lists show of its last message."""

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint("kind in ('direct', 'group')", name="kind"),
        CheckConstraint("posting in ('everyone', 'moderators')", name="posting"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(6))
    title: Mapped[str] = mapped_column(String(100), default="")
    description: Mapped[str] = mapped_column(String(1000), default="")
    encrypted: Mapped[bool] = mapped_column(default=False)
    posting: Mapped[str] = mapped_column(String(10), default="everyone")
    silenced_until: Mapped[datetime | None]
    """Until then only moderators and owners write."""
    retention_days: Mapped[int | None]
    """How long its messages are kept; 0: for good, None: as long as the installation says (retention.py)."""
    created_by: Mapped[str] = mapped_column(Id, ForeignKey("user.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_seq: Mapped[int] = mapped_column(default=0)
    last_ordinal: Mapped[int] = mapped_column(default=0)
    first_ordinal: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """Where its history begins: what stood before was swept away (messages/sweeping.py)."""
    last_receipt_seq: Mapped[int] = mapped_column(default=0)
    message_count: Mapped[int] = mapped_column(default=0)
    last_message_id: Mapped[str | None] = mapped_column(Id)
    last_message_sender_id: Mapped[str | None] = mapped_column(Id)
    last_message_preview: Mapped[str | None] = mapped_column(String(500))
    last_message_at: Mapped[datetime | None]
    context_ids: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    version: Mapped[int] = mapped_column(default=0)
    stamps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Membership(Base):
    """One person in one conversation. Who left keeps the row, with `left_at`, and can come back."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_user_id", "user_id", "left_at"),
        CheckConstraint("role in ('owner', 'moderator', 'member')", name="role"),
        CheckConstraint("notify in ('all', 'mentions', 'none')", name="notify"),
    )

    conversation_id: Mapped[str] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(10), default="member")
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    delivered_ordinal: Mapped[int] = mapped_column(default=0)
    read_ordinal: Mapped[int] = mapped_column(default=0)
    receipt_seq: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    # What moderators decided (sanctions.py); everyone in the conversation sees it.
    silenced_until: Mapped[datetime | None]
    banned_at: Mapped[datetime | None]
    sanction_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    # What only the person sees of the conversation; its changes travel in the person's own log.
    archived: Mapped[bool] = mapped_column(default=False)
    muted_until: Mapped[datetime | None]
    notify: Mapped[str] = mapped_column(String(8), default="all")
    hidden_ordinal: Mapped[int | None]
    settings_version: Mapped[int] = mapped_column(default=0)
    stamps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
