"""Cards that an ended process owes: it stored a message, and was gone before it had read the page."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.core.extensions import db
from messaging.core.ids import id_from
from messaging.core.periodic import every
from messaging.core.settings import settings
from messaging.link_previews.models import LinkPreview
from messaging.link_previews.previewer import MOST_WAITING, previewer
from messaging.messages.models import Message

HOUR = 60 * 60
BEFORE_THE_END = timedelta(minutes=15)
"""All that can wait at once is read in less."""


@every(HOUR)
def make_up() -> None:
    """Look back once, when this process first keeps house: after a start, or when the one that did so has ended."""
    if previewer.has_looked_back or not settings().link_previews:
        return
    previewer.has_looked_back = True
    for message_id, content in _without_a_card(db.session(), previewer.began_at):
        previewer.want(message_id, content)
    db.session.rollback()


def _without_a_card(session: Session, end: datetime) -> list[tuple[str, str]]:
    """The last messages before `end` that hold something like a link and have no card.

    By their ids, which sort by time: no index is about when messages were written.
    """
    newest = session.scalar(
        select(Message.created_at).where(Message.id < id_from(end)).order_by(Message.id.desc()).limit(1)
    )
    if newest is None:
        return []
    statement = (
        select(Message.id, Message.content)
        .outerjoin(LinkPreview, LinkPreview.message_id == Message.id)
        .where(
            Message.id.between(id_from(newest - BEFORE_THE_END), id_from(end)),
            Message.content.contains("://"),
            Message.role != "system",
            Message.deleted_at.is_(None),
            LinkPreview.message_id.is_(None),
        )
        .order_by(Message.id)
        .limit(MOST_WAITING)
    )
    return [(id_, content) for id_, content in session.execute(statement)]
