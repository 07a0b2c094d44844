"""Load a conversation as one of its present members, or NotFound; and what each role may do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from messaging.conversations.models import Conversation, Membership
from messaging.core.actor import Actor
from messaging.core.clock import iso_or_none, now
from messaging.core.errors import Forbidden, NotFound, ValidationFailed
from messaging.core.extensions import db

RANK = {"member": 0, "moderator": 1, "owner": 2}
FOR_GOOD = 9000
"""From this year on a moment means «never»."""


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


def demand_voice(own: Membership) -> None:
    """Raise Forbidden, saying until when and why, for somebody who is muted here."""
    if lasts(own.silenced_until):
        until = own.silenced_until
        reason = f" Reason: {own.sanction_reason}" if own.sanction_reason else ""
        raise Forbidden(
            f"You are muted here{_until(until)}.{reason}",
            silenced_until=iso_or_none(until),
            reason=own.sanction_reason,
        )


def demand_open(conversation: Conversation, own: Membership) -> None:
    """Raise Forbidden for members of a conversation that moderators have silenced."""
    if own.role == "member" and lasts(conversation.silenced_until):
        until = conversation.silenced_until
        raise Forbidden(f"Only moderators may write here{_until(until)}.", silenced_until=iso_or_none(until))


def demand_right_to_post(conversation: Conversation, own: Membership) -> None:
    """Raise Forbidden for whoever may read here and not write."""
    demand_voice(own)
    demand_open(conversation, own)
    if own.role == "member" and conversation.posting == "moderators":
        raise Forbidden("Only moderators may post here.")


def lasts(until: datetime | None) -> bool:
    """Whether a time that was set for something has not come yet."""
    return until is not None and until > now()


def _until(moment: datetime | None) -> str:
    """In words; a year that nobody will see means «for good», and then nothing is said."""
    far = moment is None or moment.year >= FOR_GOOD
    return "" if far or moment is None else f" until {moment:%d %B %Y, %H:%M} UTC"
