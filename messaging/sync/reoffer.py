"""After a restore, devices offer back what the restored database lacks (docs/decisions/0008-giving-back.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, literal, or_, select, tuple_

from messaging.contacts.models import Contact
from messaging.contacts.schemas import contact_row
from messaging.contexts.models import Context
from messaging.contexts.schemas import context_row
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.retention import kept_since
from messaging.conversations.schemas import membership_row
from messaging.core.actor import Actor
from messaging.core.errors import ValidationFailed
from messaging.core.extensions import db
from messaging.core.logs import SyncEvent
from messaging.core.meta import installation
from messaging.files.access import visible_to
from messaging.files.models import File
from messaging.files.queries import without_bytes
from messaging.messages.attachables import message_rows
from messaging.messages.models import Message, Reaction
from messaging.messages.schemas import reaction_row
from messaging.sync.schemas import Reoffer


def missing_rows(actor: Actor, offer: Reoffer) -> list[str]:
    """The offered ids that the server does not have for the actor, in the order of the offer.

    What is there for others only counts as missing: whether an id exists is nobody else's business.
    """
    taken_back = _taken_back(actor)
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for row in offer.rows:
        if row.entity == "membership":
            continue
        if row.entity not in taken_back:
            raise ValidationFailed.of("entity", f"{row.entity} is not taken back")
        ids[row.entity].append(row.id)
    held: set[str] = set()
    for entity, wanted in ids.items():
        table, visible = taken_back[entity]
        held.update(db.session.scalars(select(table.id).where(table.id.in_(wanted), visible)))
    held -= without_bytes(db.session(), ids["file"])
    held |= _too_old(actor, offer)
    return [row.id for row in offer.rows if row.id not in held and row.entity != "membership"]


def _too_old(actor: Actor, offer: Reoffer) -> set[str]:
    """Messages that would be swept away as soon as they were here again."""
    offered = [row for row in offer.rows if row.entity == "message" and row.conversation_id and row.created_at]
    table, visible = _taken_back(actor)["conversation"]
    homes = select(table).where(table.id.in_({row.conversation_id for row in offered}), visible)
    since = {home.id: kept_since(home) for home in db.session.scalars(homes)} if offered else {}
    return {row.id for row in offered if _is_before(row.created_at, since.get(row.conversation_id))}


def _is_before(moment: datetime | None, limit: datetime | None) -> bool:
    return moment is not None and limit is not None and moment < limit


def rows_behind(actor: Actor, offer: Reoffer) -> list[dict[str, Any]]:
    """One's own rows that are here as they were before the change which is offered; and messages and memberships of
    others as they were before a moderator decided about them.

    By the server's times: whatever was changed here after the restore is newer than all that was lost.
    """
    changed = {(row.entity, row.id): row.changed_at for row in offer.rows if row.changed_at}
    messages = [m for m in _messages_of(actor, changed) if _last_change(m) < changed["message", m.id]]
    behind = message_rows(db.session(), messages)
    for reaction, at in _own_reactions(actor, changed):
        if at < changed["reaction", reaction.id]:
            behind.append(reaction_row(reaction))
    behind += [reaction_row(row) for row in _set_again(actor, offer)]
    return behind + _own_behind(actor, offer) + _memberships_behind(actor, offer)


def _set_again(actor: Actor, offer: Reoffer) -> list[Reaction]:
    """Reactions that are taken back here and were set again in what was lost."""
    table, visible = _taken_back(actor)["reaction"]
    offered = _later_versions(offer, "reaction")
    taken_back = and_(Reaction.user_id == actor.user_id, Reaction.deleted_at.is_not(None), visible)
    log = literal("c:") + Reaction.conversation_id
    return _from_before(table, taken_back, log, offered)


def _own_behind(actor: Actor, offer: Reoffer) -> list[dict[str, Any]]:
    """Contacts and contexts that were changed, or added again, in what was lost."""
    log = literal(f"u:{actor.user_id}")
    behind = []
    for entity, row_of in (("contact", contact_row), ("context", context_row)):
        table, visible = _taken_back(actor)[entity]
        behind += [row_of(row) for row in _from_before(table, visible, log, _later_versions(offer, entity))]
    return behind


def _later_versions(offer: Reoffer, entity: str) -> dict[str, int]:
    """What is offered as it is, not as taken back, by its number in the lost history."""
    rows = [row for row in offer.rows if row.entity == entity and row.changed_at is None]
    return {row.id: row.version for row in rows if row.version is not None}


def _from_before(table: Any, wanted: Any, log: Any, offered: dict[str, int]) -> list[Any]:
    """Rows that stand here as the copy had them, under a number that the lost history went beyond.

    Up to the copy both histories are one, so their numbers compare; what was changed here since is left alone.
    """
    entry = and_(SyncEvent.log == log, SyncEvent.seq == table.version)
    rows = db.session.execute(
        select(table, SyncEvent.at).join(SyncEvent, entry).where(table.id.in_(list(offered)), wanted)
    ).all()
    return [row for row, at in rows if row.version < offered[row.id] and installation.is_from_before(at)]


def _last_change(message: Message) -> datetime:
    return message.deleted_at or message.edited_at or message.created_at


def _messages_of(actor: Actor, offered: Iterable[tuple[str, str]]) -> Sequence[Message]:
    """One's own, and those of others that one may remove."""
    table, visible = _taken_back(actor)["message"]
    ids = [id_ for entity, id_ in offered if entity == "message"]
    moderated = _own_memberships(actor).where(Membership.role.in_(("moderator", "owner")))
    removable = Message.conversation_id.in_(moderated) & Message.deleted_at.is_(None) & (Message.role != "system")
    own = select(Message).where(table.id.in_(ids), or_(Message.sender_id == actor.user_id, removable), visible)
    return db.session.scalars(own).all()


def _memberships_behind(actor: Actor, offer: Reoffer) -> list[dict[str, Any]]:
    """What stands here of people as the copy had it, and was changed in what was lost: muted, banned, removed."""
    memberships = [row for row in offer.rows if row.entity == "membership" and row.conversation_id]
    offered = {(str(row.conversation_id), row.id): row.version or 0 for row in memberships}
    if not offered:
        return []
    entry = and_(SyncEvent.log == literal("c:") + Membership.conversation_id, SyncEvent.seq == Membership.version)
    rows = db.session.execute(
        select(Membership, SyncEvent.at)
        .join(SyncEvent, entry)
        .where(
            tuple_(Membership.conversation_id, Membership.user_id).in_(list(offered)),
            Membership.conversation_id.in_(_own_memberships(actor)),
        )
    ).all()
    return [
        membership_row(row)
        for row, at in rows
        if row.version < offered[row.conversation_id, row.user_id] and installation.is_from_before(at)
    ]


def _own_reactions(actor: Actor, offered: Iterable[tuple[str, str]]) -> Sequence[Any]:
    """Those that are set, with when they were: only taking back is offered as a change."""
    table, visible = _taken_back(actor)["reaction"]
    ids = [id_ for entity, id_ in offered if entity == "reaction"]
    log = literal("c:") + Reaction.conversation_id
    entry = and_(SyncEvent.log == log, SyncEvent.seq == Reaction.version)
    own = select(Reaction, SyncEvent.at).join(SyncEvent, entry)
    mine = own.where(table.id.in_(ids), Reaction.user_id == actor.user_id, Reaction.deleted_at.is_(None), visible)
    return db.session.execute(mine).all()


def _own_memberships(actor: Actor) -> Select[str]:
    """The conversations that the actor is in."""
    return select(Membership.conversation_id).where(Membership.user_id == actor.user_id, Membership.left_at.is_(None))


def _taken_back(actor: Actor) -> dict[str, tuple[Any, Any]]:
    """For each entity that may be offered its table, and which of its rows the actor may see."""
    own = _own_memberships(actor)
    return {
        "conversation": (Conversation, Conversation.id.in_(own)),
        "message": (Message, Message.conversation_id.in_(own)),
        "reaction": (Reaction, Reaction.conversation_id.in_(own)),
        "contact": (Contact, Contact.user_id == actor.user_id),
        "file": (File, visible_to(actor.user_id)),
        "context": (Context, Context.owner_id == actor.user_id),
    }
