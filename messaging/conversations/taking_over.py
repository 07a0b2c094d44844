"""Conversations that come from elsewhere, for importers: made with their own time, their people put in and taken out
without a word in the conversation, also those who cannot sign in any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from messaging.conversations.access import access_member
from messaging.conversations.actions import insert_conversation
from messaging.conversations.membership import depart, enter, keep_an_owner, tell_gained
from messaging.conversations.models import Conversation
from messaging.conversations.schemas import NewConversation
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.ids import direct_conversation_id
from messaging.core.meta import installation


def take_over_conversation(actor: Actor, form: NewConversation, at: datetime) -> tuple[str, bool]:
    """A conversation as of `at`; returns its id, and whether it is new. A group begins with `actor` as its owner, a
    direct one with `actor` and the one other person that the form names (or oneself)."""
    others = [user_id for user_id in form.member_ids if user_id != actor.user_id]
    direct = form.kind == "direct"
    other = others[0] if others else actor.user_id
    id_ = direct_conversation_id(installation.server_id, actor.user_id, other) if direct else str(form.id)
    with unit_of_work() as unit:
        if unit.session.get(Conversation, id_):
            return id_, False
        insert_conversation(unit, actor, id_, form, kind=form.kind, at=at)
        pair = list(dict.fromkeys((actor.user_id, other))) if direct else [actor.user_id]
        entered = enter(unit, actor, id_, pair, role="member" if direct else "owner")
        tell_gained(unit, actor, id_, entered)
        return id_, True


def enter_quietly(actor: Actor, conversation_id: str, user_ids: Sequence[str]) -> list[str]:
    """Make these people members, as many as there are; returns those who were not before."""
    with unit_of_work() as unit:
        entered = enter(unit, actor, conversation_id, user_ids, role="member")
        tell_gained(unit, actor, conversation_id, entered)
        return entered


def leave_quietly(conversation_id: str, user_ids: Sequence[str]) -> None:
    """Let these members go, each by themselves; a group always keeps an owner."""
    with unit_of_work() as unit:
        conversation = unit.session.get_one(Conversation, conversation_id)
        for user_id in user_ids:
            depart(unit, Actor(user_id), access_member(conversation, user_id))
        if user_ids and conversation.kind == "group":
            unit.session.flush()
            keep_an_owner(unit, Actor(user_ids[-1]), conversation_id)
