"""Conversations from elsewhere, with the people who are, or were, in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from messaging.conversations.models import Conversation, Membership
from messaging.conversations.receipts import mark
from messaging.conversations.schemas import NewConversation
from messaging.conversations.taking_over import enter_quietly, leave_quietly, take_over_conversation
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.imports.memory import Memory

SETTLED = "settled"
"""The kind under which a conversation is remembered that was filled to its end."""


@dataclass(slots=True)
class Home:
    """A conversation that is being filled, and how it was before."""

    id: str
    foreign_id: str
    is_group: bool
    new: bool
    """Not filled before: made just now, or by an import that was stopped."""
    present: set[str]
    """Who was in it."""
    had_read: set[str]
    """Who had read all of it."""


def find_home(memory: Memory, foreign_id: str, creator: Actor, form: NewConversation, at: datetime) -> Home | None:
    """The conversation that `foreign_id` became, made where it is not here yet; None where it was deleted here."""
    known = memory.knows("conversation", foreign_id)
    if known and db.session.get(Conversation, memory.local_id("conversation", foreign_id)) is None:
        return None
    with unit_of_work():
        conversation_id, _ = take_over_conversation(creator, form, at)
        present, had_read = _as_it_is(conversation_id)
        memory.note("conversation", foreign_id, conversation_id)
    new = not memory.knows(SETTLED, foreign_id)
    return Home(conversation_id, foreign_id, form.kind == "group", new, present, had_read)


def admit(home: Home, user_ids: Iterable[str]) -> None:
    """Let these people in, at least until `settle`: who wrote something must be a member while it is stored."""
    wanted = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in home.present]
    if home.is_group and wanted:
        enter_quietly(Actor(wanted[0]), home.id, wanted)


def settle(memory: Memory, home: Home, staying: Iterable[str]) -> None:
    """Once it is filled: who is not in it over there leaves again, and nobody has to read years of it.

    Where it was here before, its people are those it had before.
    """
    now_present, _ = _as_it_is(home.id)
    stay = set(staying) if home.new else home.present
    stay = stay if home.is_group else now_present
    last = db.session.scalars(select(Conversation.last_ordinal).where(Conversation.id == home.id)).one()
    with unit_of_work():
        leave_quietly(home.id, sorted(now_present - stay))
        for user_id in sorted(now_present & stay if home.new else home.had_read & stay):
            mark(Actor(user_id), home.id, read=last)
        memory.note(SETTLED, home.foreign_id, home.id)


def _as_it_is(conversation_id: str) -> tuple[set[str], set[str]]:
    """Who is in it, and who of them has read all of it."""
    members = db.session.execute(
        select(Membership.user_id, Membership.read_ordinal, Conversation.last_ordinal)
        .join(Conversation, Conversation.id == Membership.conversation_id)
        .where(Membership.conversation_id == conversation_id, Membership.left_at.is_(None))
    ).all()
    return {row.user_id for row in members}, {row.user_id for row in members if row.read_ordinal >= row.last_ordinal}
