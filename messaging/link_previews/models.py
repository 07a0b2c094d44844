"""Tables of link previews and of the pages they were made from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class LinkPreview(Base):
    """The card below one message, or the tombstone of one. It says what the page said when the message was sent.

    A tombstone that keeps its `url` was removed by a person, and stays so while the message has that link.
    """

    __tablename__ = "link_preview"
    __table_args__ = (
        Index("ix_link_preview_conversation_id", "conversation_id"),
        Index("ix_link_preview_image_hash", "image_hash"),
    )

    message_id: Mapped[str] = mapped_column(Id, ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversation.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(String(300), default="")
    site_name: Mapped[str] = mapped_column(String(100), default="")
    image_hash: Mapped[str | None] = mapped_column(String(64))
    image_width: Mapped[int | None]
    image_height: Mapped[int | None]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int]


class LinkPage(Base):
    """What was found at an address lately, so that a link that goes round is fetched once; without a title: nothing."""

    __tablename__ = "link_page"
    __table_args__ = (Index("ix_link_page_image_hash", "image_hash"), Index("ix_link_page_fetched_at", "fetched_at"))

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the address, which may be long
    title: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(String(300), default="")
    site_name: Mapped[str] = mapped_column(String(100), default="")
    image_hash: Mapped[str | None] = mapped_column(String(64))
    image_width: Mapped[int | None]
    image_height: Mapped[int | None]
    fetched_at: Mapped[datetime]
