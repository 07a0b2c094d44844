"""The present state of a log, for a device that has nothing of it, or too old a part."""

from __future__ import annotations

from operator import itemgetter

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from messaging.accounts.models import Device, Preferences, User
from messaging.accounts.schemas import device_row, preferences_row, user_row
from messaging.contacts.models import Contact
from messaging.contacts.schemas import contact_row
from messaging.contexts.queries import own_rows
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.queries import conversation_ids_of, conversation_rows, latest
from messaging.conversations.schemas import membership_row, receipt_row, settings_row
from messaging.core import entities
from messaging.core.logs import SyncEvent
from messaging.link_previews.queries import changed_previews, previews_of
from messaging.messages.models import Message, Reaction
from messaging.messages.queries import load_messages, newest_messages
from messaging.messages.schemas import reaction_row
from messaging.moderation.notices import notices_of
from messaging.sync.entries import Change, gone, present


def user_snapshot(session: Session, user_id: str) -> list[Change]:
    """`u:` – conversations by last activity, oneself, contacts and their profiles, contexts, settings, preferences,
    devices."""
    conversations = conversation_rows(session, conversation_ids_of(session, user_id), user_id)
    changes = [present("conversation", row["id"], row, 0) for row in sorted(conversations, key=latest, reverse=True)]
    contacts = session.scalars(select(Contact).where(Contact.user_id == user_id)).all()
    known = [user_id, *(contact.contact_id for contact in contacts)]
    for user in session.scalars(select(User).where(User.id.in_(known))):
        changes.append(present("user", user.id, user_row(user)))
    changes += [present("contact", contact.id, contact_row(contact)) for contact in contacts]
    changes += [present("context", row["id"], row) for row in own_rows(session, user_id)]
    for member in session.scalars(
        select(Membership).where(
            Membership.user_id == user_id, Membership.left_at.is_(None), Membership.settings_version > 0
        )
    ):
        changes.append(present("settings", member.conversation_id, settings_row(member)))
    for preferences in session.scalars(select(Preferences).where(Preferences.user_id == user_id)):
        changes.append(present("preferences", user_id, preferences_row(preferences)))
    changes += [present("notice", row["id"], row) for row in notices_of(session, user_id)]
    for device in session.scalars(select(Device).where(Device.user_id == user_id)):
        changes.append(present("device", device.id, device_row(device)))
    return changes


def conversation_snapshot(session: Session, conversation_id: str, cursor: int | None) -> list[Change]:
    """`c:` – the conversation, everyone who is or was in it, the newest messages with their reactions.

    For a log that the device knows up to `cursor`, also every older message and reaction changed since.
    """
    row = conversation_rows(session, [conversation_id])[0]
    members = session.execute(
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.conversation_id == conversation_id)
        .order_by(Membership.joined_at, Membership.user_id)
    ).all()
    changes = [present("conversation", conversation_id, row)]
    changes += [present("user", user.id, user_row(user)) for _, user in members]
    changes += [present("membership", member.user_id, membership_row(member)) for member, _ in members]
    messages = {message["id"]: message for message in newest_messages(conversation_id)}
    if cursor is not None:
        messages = _changed_messages(session, conversation_id, cursor) | messages
    changes += [present("message", id_, message) for id_, message in messages.items()]
    named = {id_ for carrier in (row, *messages.values()) for id_ in carrier["context_ids"]}
    changes += _contexts(session, conversation_id, named, cursor)
    changes += _reactions(session, conversation_id, list(messages), cursor)
    return changes + _link_previews(session, conversation_id, list(messages.values()), cursor)


def _contexts(session: Session, conversation_id: str, named: set[str], cursor: int | None) -> list[Change]:
    """Those that the snapshot names, and every one changed since `cursor`; also as not seen any more."""
    log = f"c:{conversation_id}"
    ids = set(named)
    if cursor is not None:
        entries = select(SyncEvent.entity_id).where(
            SyncEvent.log == log, SyncEvent.seq > cursor, SyncEvent.entity == "context"
        )
        ids |= set(session.scalars(entries))
    if not ids:
        return []
    rows = entities.load(session, log, "context", sorted(ids))
    seen = [present("context", id_, rows[id_]) for id_ in sorted(rows)]
    hidden = sorted(ids - rows.keys()) if cursor is not None else []
    return seen + [gone("context", id_) for id_ in hidden]


def _changed_messages(session: Session, conversation_id: str, cursor: int) -> dict[str, Change]:
    """What a device that knows the log up to `cursor` may hold in an older form: everything edited or deleted since.

    What is merely new comes when somebody scrolls there; a month of it would be too much for one answer.
    """
    # By the log, whose key is what is asked for: an index of messages by version would cost every message a write.
    entries = select(SyncEvent.entity_id).where(
        SyncEvent.log == f"c:{conversation_id}", SyncEvent.seq > cursor, SyncEvent.entity == "message"
    )
    changed = select(Message.id).where(
        Message.id.in_(entries), or_(Message.edited_at.is_not(None), Message.deleted_at.is_not(None))
    )
    rows = load_messages(session, conversation_id, session.scalars(changed).all())
    return dict(sorted(rows.items(), key=lambda item: item[1]["ordinal"]))


def _reactions(session: Session, conversation_id: str, message_ids: list[str], cursor: int | None) -> list[Change]:
    """The present reactions on these messages, and every one changed since `cursor`, taken back or not."""
    wanted: ColumnElement[bool] = Reaction.message_id.in_(message_ids) & Reaction.deleted_at.is_(None)
    if cursor is not None:
        wanted = or_(wanted, Reaction.version > cursor)
    reactions = session.scalars(
        select(Reaction).where(Reaction.conversation_id == conversation_id, wanted).order_by(Reaction.version)
    )
    return [present("reaction", reaction.id, reaction_row(reaction)) for reaction in reactions]


def _link_previews(session: Session, conversation_id: str, messages: list[Change], cursor: int | None) -> list[Change]:
    """The cards below these messages, and every one that came or went since `cursor`."""
    found = {row["message_id"]: row for row in previews_of(session, sorted(messages, key=itemgetter("ordinal")))}
    if cursor is not None:
        found |= {row["message_id"]: row for row in changed_previews(session, conversation_id, cursor)}
    return [present("link_preview", id_, row) for id_, row in found.items()]


def receipts_after(session: Session, conversation_id: str, cursor: int) -> tuple[list[Change], int]:
    """`r:` – one row a member whose pointers moved after `cursor`, and the log's head. Who left shortly after is told
    too: whoever holds their membership would otherwise keep the old pointers for ever.

    The head is read first: pointers that move meanwhile come twice rather than never.
    """
    head = session.execute(select(Conversation.last_receipt_seq).where(Conversation.id == conversation_id)).scalar_one()
    members = session.scalars(
        select(Membership)
        .where(Membership.conversation_id == conversation_id, Membership.receipt_seq > cursor)
        .order_by(Membership.receipt_seq)
        .execution_options(populate_existing=True)
    )
    return [present("receipt", member.user_id, receipt_row(member)) for member in members], head
