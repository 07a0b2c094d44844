"""What one person is told by moderators: it waits in their own log until they have put it away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from messaging.conversations.models import Conversation
from messaging.core.actor import SERVER, Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.entities import Rows, entity
from messaging.core.errors import NotFound
from messaging.core.extensions import db
from messaging.core.ids import new_id
from messaging.core.logs import allocate, append, record
from messaging.core.periodic import every
from messaging.core.signals import member_banned, message_removed
from messaging.messages.models import Message
from messaging.messages.schemas import preview_of
from messaging.moderation.models import Notice
from messaging.moderation.schemas import notice_row

KEPT = timedelta(days=90)
"""So long a notice waits for somebody who does not come."""
DAY = 24 * 60 * 60


def tell(
    unit: UnitOfWork,
    actor: Actor,
    user_id: str,
    kind: str,
    *,
    conversation: Conversation | None = None,
    content: str = "",
    reason: str = "",
) -> None:
    """Tell a person something. What it is about goes into its log before: the first entry gets the operation's id."""
    place = allocate(unit, f"u:{user_id}")
    notice = Notice(
        id=new_id(),
        user_id=user_id,
        kind=kind,
        conversation_id=conversation and conversation.id,
        title=conversation.title if conversation else "",
        content=preview_of(content),
        reason=reason,
        created_at=now(),
        version=place.seq,
    )
    unit.session.add(notice)
    unit.session.flush()
    append(unit, actor, place, "notice", notice.id, notice_row(notice))


@message_removed.connect
def tell_author(
    unit: UnitOfWork, actor: Actor, message: Message, conversation: Conversation, content: str, reason: str
) -> None:
    """Whose message was taken away learns which, and why."""
    tell(unit, actor, message.sender_id, "removed", conversation=conversation, content=content, reason=reason)


@member_banned.connect
def tell_banned(unit: UnitOfWork, actor: Actor, conversation: Conversation, user_id: str, reason: str) -> None:
    """Who is shut out sees the conversation no more, and so not what it says about it."""
    tell(unit, actor, user_id, "banned", conversation=conversation, reason=reason)


def put_away(actor: Actor, notice_id: str) -> None:
    """The person has read it; it goes from all their devices. Twice is once."""
    with unit_of_work() as unit:
        notice = unit.session.get(Notice, notice_id, populate_existing=True)
        if notice is None or notice.user_id != actor.user_id:
            raise NotFound()
        _remove(unit, actor, notice)


def _remove(unit: UnitOfWork, actor: Actor, notice: Notice) -> None:
    unit.session.execute(delete(Notice).where(Notice.id == notice.id))
    record(unit, actor, f"u:{notice.user_id}", "notice", notice.id, None, "delete")


def notices_of(session: Session, user_id: str) -> list[dict[str, Any]]:
    """A person's notices, oldest first."""
    held = session.scalars(select(Notice).where(Notice.user_id == user_id).order_by(Notice.version))
    return [notice_row(notice) for notice in held]


def list_notices(actor: Actor) -> list[dict[str, Any]]:
    return notices_of(db.session(), actor.user_id)


@entity("u", "notice")
def load_notices(session: Session, user_id: str, ids: Sequence[str]) -> Rows:
    held = session.scalars(select(Notice).where(Notice.user_id == user_id, Notice.id.in_(ids)))
    return {notice.id: notice_row(notice) for notice in held}


@every(DAY)
def sweep() -> None:
    """Remove what nobody came for."""
    with unit_of_work() as unit:
        for notice in unit.session.scalars(select(Notice).where(Notice.created_at < now() - KEPT)).all():
            _remove(unit, SERVER, notice)
