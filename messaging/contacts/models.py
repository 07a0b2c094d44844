"""The table of contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class Contact(Base):
    """`contact_id` as `user_id` knows them. A removed contact is a tombstone and can be added again."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("uq_contact_user_contact", "user_id", "contact_id", unique=True),
        Index("ix_contact_contact_id", "contact_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    contact_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    nickname: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int]
    stamps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
