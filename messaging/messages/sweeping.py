"""What has become too old goes for good: messages, what they said before, their reactions, files and cards.

No tombstones are left. The conversation's row says where its history begins now (`first_ordinal`), and by that every
device drops what it holds of it, also one that comes back after a year (docs/retention.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, exists, not_, or_, select

from messaging.conversations.actions import tell_conversation
from messaging.conversations.models import Conversation
from messaging.conversations.retention import is_anything_limited, kept_since
from messaging.core.actor import SERVER, Actor
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.extensions import db
from messaging.core.leftovers import write_over_tables
from messaging.core.logs import SyncEvent
from messaging.core.periodic import every
from messaging.core.signals import messages_swept
from messaging.core.threads import one_turn
from messaging.messages.actions import remove
from messaging.messages.attachables import detach
from messaging.messages.models import Message, Reaction

HOUR = 60 * 60
AT_ONCE = 200
"""Messages a transaction: others write in between."""


@every(HOUR)
def sweep_by_the_hour() -> None:
    sweep()


def sweep() -> int:
    """Remove what has become too old, everywhere; returns how many messages went.

    Nothing is left of them on the disk, nor of what people have deleted since the last time.
    """
    swept = sum(_sweep_conversation(conversation_id) for conversation_id in _limited())
    if swept:
        messages_swept.send(None)
    write_over_tables()
    return swept


def _sweep_conversation(conversation_id: str) -> int:
    swept = 0
    while count := _sweep_some(conversation_id):
        swept += count
        one_turn()
    if swept:
        _forget_entries(conversation_id)
    _bury_stragglers(conversation_id)
    return swept


def _limited() -> Sequence[str]:
    """The conversations that may hold something too old."""
    wanted = select(Conversation.id).where(Conversation.first_ordinal <= Conversation.last_ordinal)
    if not is_anything_limited():
        wanted = wanted.where(Conversation.retention_days > 0)
    ids = db.session.scalars(wanted.order_by(Conversation.id)).all()
    db.session.rollback()
    return ids


def _sweep_some(conversation_id: str) -> int:
    """One step; how many messages went."""
    with unit_of_work() as unit:
        # Held from the start: whoever sends into it meanwhile waits, and counts from what is left.
        conversation = unit.session.get(Conversation, conversation_id, populate_existing=True, with_for_update=True)
        since = None if conversation is None else kept_since(conversation)
        if conversation is None or since is None:
            return 0
        old = _oldest_before(unit, conversation, since)
        if old:
            _remove_for_good(unit, conversation, old)
        return len(old)


def _oldest_before(unit: UnitOfWork, conversation: Conversation, since: datetime) -> list[Message]:
    """The oldest messages, up to the first that may stay: what is left must go on being without holes."""
    oldest = unit.session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.ordinal >= conversation.first_ordinal)
        .order_by(Message.ordinal)
        .limit(AT_ONCE)
    ).all()
    stays = next((n for n, message in enumerate(oldest) if message.created_at >= since), len(oldest))
    return list(oldest[:stays])


def _remove_for_good(unit: UnitOfWork, conversation: Conversation, old: list[Message]) -> None:
    ids = [message.id for message in old]
    for message in old:
        detach(unit, SERVER, message)
    conversation.first_ordinal = old[-1].ordinal + 1
    conversation.message_count -= sum(1 for message in old if message.deleted_at is None)
    if conversation.last_message_id in ids:
        conversation.last_message_id = conversation.last_message_sender_id = None
        conversation.last_message_preview = conversation.last_message_at = None
    unit.session.flush()
    # Earlier contents, reactions and cards go with the rows.
    unit.session.execute(delete(Message).where(Message.id.in_(ids)).execution_options(synchronize_session=False))
    tell_conversation(unit, SERVER, conversation)


def _forget_entries(conversation_id: str) -> None:
    """Who wrote when, and who reacted, goes from the log, too. Whoever was away learns it by the conversation's row."""
    gone = or_(
        and_(
            SyncEvent.entity.in_(("message", "link_preview")), not_(exists().where(Message.id == SyncEvent.entity_id))
        ),
        and_(SyncEvent.entity == "reaction", not_(exists().where(Reaction.id == SyncEvent.entity_id))),
    )
    with unit_of_work() as unit:
        unit.session.execute(
            delete(SyncEvent)
            .where(SyncEvent.log == f"c:{conversation_id}", gone)
            .execution_options(synchronize_session=False)
        )


def _bury_stragglers(conversation_id: str) -> None:
    """Messages that came long after they were written (given back after a restore, imported) stand among younger ones.

    They are emptied now, and go for good with what stands around them.
    """
    conversation = db.session.get(Conversation, conversation_id, populate_existing=True)
    since = None if conversation is None else kept_since(conversation)
    old = Message.conversation_id == conversation_id, Message.created_at < since, Message.deleted_at.is_(None)
    ids = db.session.scalars(select(Message.id).where(*old)).all() if since else []
    db.session.rollback()
    for id_ in ids:
        with unit_of_work() as unit:
            message = unit.session.get(Message, id_, populate_existing=True)
            if message is not None and message.deleted_at is None:
                home = unit.session.get_one(Conversation, conversation_id, populate_existing=True)
                remove(unit, Actor(message.sender_id), message, home)
