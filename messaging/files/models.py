"""Tables of files, of the messages that hold them, and of uploads on their way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class File(Base):
    """One person's file. Its bytes are kept once for all files with the same content, under their hash.

    `hash` and `size` are of what is kept; `source_hash` and `source_size` of what was sent, before the place where a
    picture was taken was removed from it.
    """

    __tablename__ = "file"
    __table_args__ = (
        Index("ix_file_hash", "hash"),
        Index("ix_file_owner_id", "owner_id", "source_hash"),
        Index("ix_file_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    hash: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    source_hash: Mapped[str] = mapped_column(String(64))
    source_size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_ms: Mapped[int | None]
    waveform: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    has_preview: Mapped[bool]
    created_at: Mapped[datetime]


class MessageFile(Base):
    """A message holds a file, at this place among its attachments. Gone as soon as the message is deleted."""

    __tablename__ = "message_file"
    __table_args__ = (Index("ix_message_file_file_id", "file_id"),)

    message_id: Mapped[str] = mapped_column(Id, ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file.id"))


class Upload(Base):
    """A file on its way here. How far it has come is the size of its part on the disk, which survives whatever happens
    to the server; nothing is written here while bytes arrive."""

    __tablename__ = "upload"
    __table_args__ = (Index("ix_upload_owner_id", "owner_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    length: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    duration_ms: Mapped[int | None]
    waveform: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
