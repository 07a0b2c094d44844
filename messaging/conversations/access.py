"""Load a conversation as one of its present members, or NotFound; and what each role may do."""

from __future__ import annotations

from sqlalchemy import select

from messaging.conversations.models import Conversation, Membership
from messaging.core.actor import Actor
from messaging.core.errors import Forbidden, NotFound, ValidationFailed
from messaging.core.extensions import db

RANK = {"member": 0, "moderator": 1, "owner": 2}


def access_membership(actor: Actor, conversation_id: str, *, hold: bool = False) -> tuple[Conversation, Membership]:
    """The conversation and the actor's own membership; raises NotFound for anyone who is not in it now.

    `hold` locks both rows, for a unit of work that is not alone. (SQLite has one writer anyway.)
    """
    query = (
        select(Conversation, Membership)
        .join(Membership, Membership.conversation_id == Conversation.id)
        .where(Conversation.id == conversation_id, Membership.user_id == actor.user_id, Membership.left_at.is_(None))
        .execution_options(populate_existing=True)
    )
    found = db.session.execute(query.with_for_update() if hold else query).first()
    if found is None:
        raise NotFound()
    return found.Conversation, found.Membership


def access_conversation(actor: Actor, conversation_id: str) -> Conversation:
    return access_membership(actor, conversation_id)[0]


def access_group(actor: Actor, conversation_id: str) -> tuple[Conversation, Membership]:
    """As `access_membership`, for what makes no sense between two people."""
    conversation, own = access_membership(actor, conversation_id)
    if conversation.kind != "group":
        raise ValidationFailed.of("conversation_id", "is a direct conversation; this is for groups")
    return conversation, own


def access_member(conversation: Conversation, user_id: str) -> Membership:
    """A present member; raises NotFound."""
    member = db.session.get(Membership, (conversation.id, user_id), populate_existing=True)
    if member is None or member.left_at is not None:
        raise NotFound()
    return member


def demand_role(own: Membership, role: str) -> None:
    """Raise Forbidden unless the membership has at least this role."""
    if RANK[own.role] < RANK[role]:
        raise Forbidden(f"Only a group's {'owners' if role == 'owner' else 'moderators and owners'} may do this.")
