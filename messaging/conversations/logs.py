"""The logs `c:<conversation>` and `r:<conversation>`: numbers, and the entities that conversations own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from messaging.conversations.models import Conversation, Membership
from messaging.conversations.queries import conversation_rows
from messaging.conversations.schemas import membership_row, receipt_row, settings_row
from messaging.core.changes import Place
from messaging.core.entities import Rows, entity
from messaging.core.logs import allocator


@allocator("c")
def allocate_change(session: Session, conversation_id: str) -> Place:
    take = (
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(last_seq=Conversation.last_seq + 1)
        .returning(Conversation.last_seq, Conversation.last_ordinal, Conversation.message_count)
        .execution_options(synchronize_session=False)
    )
    seq, last_ordinal, message_count = session.execute(take).one()
    return Place(f"c:{conversation_id}", seq, {"last_ordinal": last_ordinal, "message_count": message_count})


@allocator("r")
def allocate_receipt(session: Session, conversation_id: str) -> Place:
    take = (
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(last_receipt_seq=Conversation.last_receipt_seq + 1)
        .returning(Conversation.last_receipt_seq)
        .execution_options(synchronize_session=False)
    )
    return Place(f"r:{conversation_id}", session.execute(take).scalar_one())


@entity("c", "conversation")
def load_shared(session: Session, _owner: str, ids: Sequence[str]) -> Rows:
    return {row["id"]: row for row in conversation_rows(session, ids)}


@entity("u", "conversation")
def load_own(session: Session, user_id: str, ids: Sequence[str]) -> Rows:
    """Only those the user is in now: what was gained and lost again is gone."""
    present = select(Membership.conversation_id).where(
        Membership.user_id == user_id, Membership.conversation_id.in_(ids), Membership.left_at.is_(None)
    )
    return {row["id"]: row for row in conversation_rows(session, session.scalars(present).all(), user_id)}


def _members(session: Session, conversation_id: str, user_ids: Sequence[str]) -> Sequence[Membership]:
    return session.scalars(
        select(Membership)
        .where(Membership.conversation_id == conversation_id, Membership.user_id.in_(user_ids))
        .execution_options(populate_existing=True)
    ).all()


@entity("c", "membership")
def load_memberships(session: Session, conversation_id: str, ids: Sequence[str]) -> Rows:
    return {m.user_id: membership_row(m) for m in _members(session, conversation_id, ids)}


@entity("r", "receipt")
def load_receipts(session: Session, conversation_id: str, ids: Sequence[str]) -> Rows:
    return {m.user_id: receipt_row(m) for m in _members(session, conversation_id, ids)}


@entity("u", "settings")
def load_settings(session: Session, user_id: str, ids: Sequence[str]) -> Rows:
    members = session.scalars(
        select(Membership)
        .where(Membership.user_id == user_id, Membership.conversation_id.in_(ids), Membership.left_at.is_(None))
        .execution_options(populate_existing=True)
    )
    return {m.conversation_id: settings_row(m) for m in members}
