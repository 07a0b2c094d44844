"""Tables of reports and notices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class Report(Base):
    """Somebody found that a message should not stand. It keeps what the message said, which may be gone since.

    Neither the message nor the conversation is a foreign key: deleting either must not undo the report.
    """

    __tablename__ = "report"
    __table_args__ = (
        Index("uq_report_message_reporter", "message_id", "reporter_id", unique=True),
        Index("ix_report_conversation_id", "conversation_id"),
        Index("ix_report_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id)
    conversation_title: Mapped[str] = mapped_column(String(100))
    message_id: Mapped[str] = mapped_column(Id)
    reporter_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    author_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(10))
    comment: Mapped[str] = mapped_column(String(500))
    content: Mapped[str] = mapped_column(Text)
    verified: Mapped[bool]
    """Whether the server itself knows that the message said so; otherwise the reporter's device says it."""
    file_names: Mapped[list[str]] = mapped_column(JSON)
    sent_at: Mapped[datetime]
    created_at: Mapped[datetime]
    resolution: Mapped[str | None] = mapped_column(String(10))
    resolved_by: Mapped[str | None] = mapped_column(Id)
    resolved_at: Mapped[datetime | None]


class Notice(Base):
    """Something that one person is told, on all their devices, until they have put it away."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_user_id", "user_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    conversation_id: Mapped[str | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(100))
    content: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    version: Mapped[int]
