"""Conversations as administrators see them: what they are called and how large, never what is said in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from messaging.accounts.models import User
from messaging.conversations.access import RANK
from messaging.conversations.models import Conversation, Membership
from messaging.core.extensions import db
from messaging.files.models import File, MessageFile
from messaging.messages.models import Message
from messaging.operations.administration.directory import like_pattern

_present = (
    select(Membership.conversation_id, func.count().label("members"))
    .join(User, User.id == Membership.user_id)
    .where(Membership.left_at.is_(None))
    .group_by(Membership.conversation_id)
    .subquery()
)
_owned = (
    select(Membership.conversation_id)
    .join(User, User.id == Membership.user_id)
    .where(Membership.left_at.is_(None), Membership.role == "owner", User.deactivated_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Room:
    """A group, and how many are in it."""

    conversation: Conversation
    members: int
    ownerless: bool
    """Nobody who owns it can sign in any more."""


@dataclass(frozen=True, slots=True)
class Member:
    user: User
    role: str


def groups(text: str = "", *, ownerless: bool = False, offset: int = 0, limit: int = 50) -> tuple[list[Room], int]:
    """Groups, the latest used first, and how many there are."""
    conditions: list[ColumnElement[bool]] = [Conversation.kind == "group"]
    if text:
        conditions.append(func.lower(Conversation.title).like(like_pattern(text), escape="\\"))
    if ownerless:
        conditions.append(Conversation.id.not_in(_owned))
    total = db.session.scalar(select(func.count()).select_from(Conversation).where(*conditions)) or 0
    latest = func.coalesce(Conversation.last_message_at, Conversation.created_at).desc()
    found = db.session.execute(_rooms().where(*conditions).order_by(latest).offset(offset).limit(limit))
    return [Room(*row) for row in found], total


def group(conversation_id: str) -> Room | None:
    row = db.session.execute(_rooms().where(Conversation.id == conversation_id, Conversation.kind == "group")).first()
    return Room(*row) if row else None


def groups_of(user_id: str) -> list[tuple[Conversation, str]]:
    """The groups that somebody is in, with their role, by title."""
    statement = (
        select(Conversation, Membership.role)
        .join(Membership, Membership.conversation_id == Conversation.id)
        .where(Membership.user_id == user_id, Membership.left_at.is_(None), Conversation.kind == "group")
        .order_by(func.lower(Conversation.title))
    )
    return [(row.Conversation, row.role) for row in db.session.execute(statement)]


def members_of(conversation_id: str) -> list[Member]:
    """Who is in a group, owners and moderators first."""
    statement = (
        select(User, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.conversation_id == conversation_id, Membership.left_at.is_(None))
        .order_by(func.lower(User.display_name))
    )
    members = [Member(*row) for row in db.session.execute(statement)]
    return sorted(members, key=lambda member: -RANK[member.role])


def bytes_in(conversation_id: str) -> int:
    """What the files of a group's messages take, each content counted once."""
    each = (
        select(func.max(File.size).label("size"))
        .join(MessageFile, MessageFile.file_id == File.id)
        .join(Message, Message.id == MessageFile.message_id)
        .where(Message.conversation_id == conversation_id)
        .group_by(File.hash)
        .subquery()
    )
    return int(db.session.scalar(select(func.coalesce(func.sum(each.c.size), 0))) or 0)


def directs() -> int:
    """How many direct conversations there are. Who talks with whom is nobody's business."""
    return db.session.scalar(select(func.count()).where(Conversation.kind == "direct")) or 0


def _rooms() -> Select[Conversation, int, bool]:
    ownerless = Conversation.id.not_in(_owned).label("ownerless")
    members = func.coalesce(_present.c.members, 0)
    return select(Conversation, members, ownerless).outerjoin(_present, _present.c.conversation_id == Conversation.id)
