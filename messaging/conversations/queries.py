"""Reads of conversations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from messaging.conversations.access import access_conversation, access_group, demand_role
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.schemas import conversation_row, membership_row, own_membership
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.extensions import db


def conversation_rows(session: Session, ids: Sequence[str], viewer_id: str | None = None) -> list[dict[str, Any]]:
    """These conversations with their present members, in two queries."""
    if not ids:
        return []
    members: defaultdict[str, list[Membership]] = defaultdict(list)
    for member in session.scalars(
        select(Membership)
        .where(Membership.conversation_id.in_(ids), Membership.left_at.is_(None))
        .order_by(Membership.joined_at, Membership.user_id)
        .execution_options(populate_existing=True)
    ):
        members[member.conversation_id].append(member)
    conversations = session.scalars(
        select(Conversation).where(Conversation.id.in_(ids)).execution_options(populate_existing=True)
    )
    return [conversation_row(c, members[c.id], viewer_id) for c in conversations]


def get_conversation(actor: Actor, conversation_id: str) -> dict[str, Any]:
    conversation = access_conversation(actor, conversation_id)
    return own_row(db.session(), actor, conversation.id)


def own_row(session: Session, actor: Actor, conversation_id: str) -> dict[str, Any]:
    """One conversation as the actor sees it."""
    return conversation_rows(session, [conversation_id], actor.user_id)[0]


def seen_by(session: Session, shared: dict[str, Any], user_id: str) -> dict[str, Any]:
    """A shared row with the user's own membership in it: cheaper than a row of its own for each of 200 members."""
    own = own_membership(session.get_one(Membership, (shared["id"], user_id)))
    return shared | {"members": [own if m["user_id"] == user_id else m for m in shared["members"]]}


def list_conversations(actor: Actor, archived: bool | None = None) -> list[dict[str, Any]]:
    """The actor's conversations that are not hidden, the one with the latest message first."""
    visible = or_(Membership.hidden_ordinal.is_(None), Conversation.last_ordinal > Membership.hidden_ordinal)
    wanted = (
        select(Conversation.id)
        .join(Membership, Membership.conversation_id == Conversation.id)
        .where(Membership.user_id == actor.user_id, Membership.left_at.is_(None), visible)
    )
    if archived is not None:
        wanted = wanted.where(Membership.archived.is_(archived))
    rows = conversation_rows(db.session(), db.session.scalars(wanted).all(), actor.user_id)
    return sorted(rows, key=latest, reverse=True)


def latest(row: dict[str, Any]) -> tuple[str, str]:
    """Sorts conversations by their last activity."""
    return (row["last_message"] or row)["created_at"], row["id"]


def present_member_ids(session: Session, conversation_id: str) -> Sequence[str]:
    return session.scalars(
        select(Membership.user_id)
        .where(Membership.conversation_id == conversation_id, Membership.left_at.is_(None))
        .order_by(Membership.joined_at, Membership.user_id)
    ).all()


def conversation_ids_of(session: Session, user_id: str) -> Sequence[str]:
    """Every conversation the user is in now."""
    return session.scalars(
        select(Membership.conversation_id).where(Membership.user_id == user_id, Membership.left_at.is_(None))
    ).all()


def silenced(
    session: Session, *, user_id: str | None = None, conversation_id: str | None = None
) -> set[tuple[str, str]]:
    """`(conversation, user)` of present members who may not write there now: of a user, or in a conversation."""
    wanted = Membership.user_id == user_id if user_id else Membership.conversation_id == conversation_id
    moment = now()
    for_moderators = or_(Conversation.posting == "moderators", Conversation.silenced_until > moment)
    closed = and_(for_moderators, Membership.role == "member")
    rows = session.execute(
        select(Membership.conversation_id, Membership.user_id)
        .join(Conversation, Conversation.id == Membership.conversation_id)
        .where(wanted, Membership.left_at.is_(None), or_(Membership.silenced_until > moment, closed))
    )
    return {(row.conversation_id, row.user_id) for row in rows}


def people_known_to(session: Session, user_id: str, among: Sequence[str]) -> set[str]:
    """Who of `among` shares a conversation with the user."""
    mine = select(Membership.conversation_id).where(Membership.user_id == user_id, Membership.left_at.is_(None))
    return set(
        session.scalars(
            select(Membership.user_id).where(
                Membership.conversation_id.in_(mine), Membership.user_id.in_(among), Membership.left_at.is_(None)
            )
        )
    )


def member_count(session: Session, conversation_id: str) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Membership)
            .where(Membership.conversation_id == conversation_id, Membership.left_at.is_(None))
        )
        or 0
    )


def list_banned(actor: Actor, conversation_id: str) -> list[dict[str, Any]]:
    """The memberships of those who are shut out, the latest first. For moderators."""
    conversation, own = access_group(actor, conversation_id)
    demand_role(own, "moderator")
    banned = db.session.scalars(
        select(Membership)
        .where(Membership.conversation_id == conversation.id, Membership.banned_at.is_not(None))
        .order_by(Membership.banned_at.desc(), Membership.user_id)
    )
    return [membership_row(member) for member in banned]
