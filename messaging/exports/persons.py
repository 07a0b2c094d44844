"""Whose export holds what."""

from __future__ import annotations

from sqlalchemy import select

from messaging.accounts.models import User
from messaging.conversations.models import Conversation
from messaging.conversations.queries import conversation_ids_of
from messaging.core.extensions import db
from messaging.exports.making import Export


def export_of_person(user: User, *, with_files: bool = True) -> Export:
    """All that a person sees here, and what concerns them alone: conversations that they are in, as they see them."""
    ids = conversation_ids_of(db.session(), user.id)
    ordered = select(Conversation.id).where(Conversation.id.in_(ids)).order_by(Conversation.created_at, Conversation.id)
    return Export(
        f"Data of {user.display_name}", list(db.session.scalars(ordered)), user_id=user.id, with_files=with_files
    )
