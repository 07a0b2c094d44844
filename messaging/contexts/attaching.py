"""Attaching contexts to conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from messaging.contexts.access import access_own
from messaging.contexts.actions import count_use
from messaging.contexts.models import Context, ConversationContext
from messaging.contexts.schemas import MAX_ATTACHED, context_row
from messaging.contexts.sharing import lock, tell_in, without
from messaging.conversations.access import RANK, access_membership, demand_open, demand_voice
from messaging.conversations.actions import tell_conversation
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.queries import own_row
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, NotFound, ValidationFailed
from messaging.core.signals import contexts_given


def attach(actor: Actor, conversation_id: str, context_id: str) -> tuple[dict[str, Any], dict[str, Any], bool]:
    """Show one's own context to a conversation; returns the conversation, the context, and whether it is new there."""
    with unit_of_work() as unit:
        conversation, own = access_membership(actor, conversation_id)
        demand_voice(own)
        demand_open(conversation, own)
        if conversation.posting == "moderators" and own.role == "member":
            raise Forbidden("Only moderators may attach something here.")
        context = access_own(actor, context_id)
        conversation = lock(unit, conversation_id)
        new = context_id not in conversation.context_ids
        if new:
            _put(unit, actor, conversation, [context])
        return own_row(unit.session, actor, conversation_id), context_row(context), new


def _put(unit: UnitOfWork, actor: Actor, conversation: Conversation, contexts: Sequence[Context]) -> None:
    ids = [context.id for context in contexts]
    if len(conversation.context_ids) + len(ids) > MAX_ATTACHED:
        raise ValidationFailed.of("context_ids", f"a conversation has at most {MAX_ATTACHED}; take one away first")
    rows = [ConversationContext(conversation_id=conversation.id, context_id=id_, attached_at=now()) for id_ in ids]
    unit.session.add_all(rows)
    conversation.context_ids = [*conversation.context_ids, *ids]
    # First the conversation: its entry carries the operation's id, and the operation answers with its row.
    tell_conversation(unit, actor, conversation)
    tell_in(unit, actor, [conversation.id], ids)
    for context in contexts:
        count_use(unit, actor, context)


def detach(actor: Actor, conversation_id: str, context_id: str) -> dict[str, Any]:
    """Take a context away from a conversation: one's own, or as a moderator anyone's. Twice is once."""
    with unit_of_work() as unit:
        conversation, own = access_membership(actor, conversation_id)
        held = unit.session.get(ConversationContext, (conversation_id, context_id))
        if held is not None:
            _demand_right_to_detach(unit, actor, conversation, own, context_id)
            unit.session.delete(held)
            without(unit, actor, conversation_id, [context_id])
            tell_in(unit, actor, [conversation_id], [context_id])
        return own_row(unit.session, actor, conversation_id)


def _demand_right_to_detach(
    unit: UnitOfWork, actor: Actor, conversation: Conversation, own: Membership, context_id: str
) -> None:
    moderates = conversation.kind == "group" and RANK[own.role] >= RANK["moderator"]
    if unit.session.get_one(Context, context_id).owner_id != actor.user_id and not moderates:
        raise Forbidden("Only its owner, or a moderator, can take a context away.")


@contexts_given.connect
def attach_at_creation(unit: UnitOfWork, actor: Actor, conversation_id: str, context_ids: Sequence[str]) -> None:
    """The contexts that a new conversation begins with."""
    try:
        contexts = [access_own(actor, id_) for id_ in dict.fromkeys(context_ids)]
    except NotFound:
        raise ValidationFailed.of("context_ids", "names a context that does not exist") from None
    _put(unit, actor, lock(unit, conversation_id), contexts)
