"""Tables of people and of what they sign in with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class User(Base):
    """A person or a bot. Usernames are stored in lower case, so unique means unique whatever the case."""

    __tablename__ = "user"
    __table_args__ = (Index("uq_user_username", "username", unique=True),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(String(32))
    display_name: Mapped[str] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    avatar_hash: Mapped[str | None] = mapped_column(String(64))
    status_text: Mapped[str] = mapped_column(String(100), default="")
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_bot: Mapped[bool] = mapped_column(default=False)
    deactivated_at: Mapped[datetime | None]
    ban_reason: Mapped[str | None] = mapped_column(String(300))
    """Set beside `deactivated_at` for who is not only gone but shut out; told to whoever knows the password."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    stamps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class UserLog(Base):
    """The head of the log `u:<user>`."""

    __tablename__ = "user_log"

    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    last_seq: Mapped[int] = mapped_column(default=0)


class Preferences(Base):
    """What a person wants on all of their devices, and nobody else sees. Without a row all is as it comes."""

    __tablename__ = "preferences"

    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    link_previews: Mapped[bool] = mapped_column(default=True)
    stamps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=0)


class Device(Base):
    """One signed-in browser or program. Without its row it is signed out; see also ClosedDevice."""

    __tablename__ = "device"
    __table_args__ = (
        Index("uq_device_token_hash", "token_hash", unique=True),
        Index("ix_device_user_id", "user_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))  # browser | program
    token_hash: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(256), default="")
    fingerprint: Mapped[str | None] = mapped_column(String(128))
    sync_mode: Mapped[str] = mapped_column(String(12), default="hybrid")
    keep_days: Mapped[int | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    last_sync_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    """When its person last showed, with a password or a code, that it is them."""


class ClosedDevice(Base):
    """A device that its owner signed out. It is told so when it comes back, and erases what it holds.

    Kept for as long as the account: a computer may come back after years.
    """

    __tablename__ = "closed_device"
    __table_args__ = (
        Index("ix_closed_device_user_id", "user_id"),
        Index("uq_closed_device_token_hash", "token_hash", unique=True),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    token_hash: Mapped[str | None] = mapped_column(String(64))
    closed_at: Mapped[datetime]


class Invite(Base):
    """A link that lets somebody register, and join a conversation where it names one. Only its hash is stored."""

    __tablename__ = "invite"
    __table_args__ = (Index("uq_invite_token_hash", "token_hash", unique=True),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    conversation_id: Mapped[str | None] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(10), default="member")
    uses_left: Mapped[int]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]


class SignInLink(Base):
    """A link that signs its person in once, without a password: printed on a card, or to choose a new password.

    Only its hash is stored. It is gone once it is used, and swept away when it has expired.
    """

    __tablename__ = "sign_in_link"
    __table_args__ = (
        Index("uq_sign_in_link_token_hash", "token_hash", unique=True),
        Index("ix_sign_in_link_user_id", "user_id"),
        Index("ix_sign_in_link_expires_at", "expires_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(8))  # card | reset
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class GuessBucket(Base):
    """Wrong passwords, counted (guessing.py). `id` is a hash of what they have in common."""

    __tablename__ = "guess_bucket"
    __table_args__ = (Index("ix_guess_bucket_counted_at", "counted_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[float]
    """How full it was when it was last counted."""
    counted_at: Mapped[datetime]
    closed_until: Mapped[datetime]
