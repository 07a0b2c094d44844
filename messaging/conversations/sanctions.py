"""What moderators do to people in a group: mute them for a time or for good, ban them, and lift either.

Both stand in the membership's row, which travels in the conversation's log, so that every device knows, also of those
who left. The functions that take a unit of work ask nobody's leave: whoever calls them has (`moderation/reports.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from messaging.accounts.models import User
from messaging.conversations.access import RANK, access_group, access_member, demand_role
from messaging.conversations.membership import depart, is_present, keep_an_owner, note, tell_membership
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.schemas import membership_row
from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.clock import iso_or_none, now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, NotFound, ValidationFailed
from messaging.core.signals import member_banned


def silence_member(
    actor: Actor, conversation_id: str, user_id: str, until: datetime | None, reason: str = ""
) -> dict[str, Any]:
    """Let somebody of a lower role read and not write until then; None: they may write again."""
    with unit_of_work() as unit:
        conversation, own = access_group(actor, conversation_id)
        member = access_member(conversation, user_id)
        demand_power(actor, own, member)
        silence(unit, actor, conversation, member, until, reason)
        return membership_row(member)


def ban_member(actor: Actor, conversation_id: str, user_id: str, reason: str = "") -> dict[str, Any]:
    """Remove somebody of a lower role, who can't be added or come by an invitation until the ban is lifted.

    Who has left already may be banned, too. Twice is once.
    """
    with unit_of_work() as unit:
        conversation, own = access_group(actor, conversation_id)
        member = _ever_member(unit, conversation, user_id)
        demand_power(actor, own, member)
        ban(unit, actor, conversation, member, reason)
        return membership_row(member)


def lift_ban(actor: Actor, conversation_id: str, user_id: str) -> dict[str, Any]:
    """Let somebody be added again. They are not brought back by it."""
    with unit_of_work() as unit:
        conversation, own = access_group(actor, conversation_id)
        demand_role(own, "moderator")
        member = _ever_member(unit, conversation, user_id)
        if member.banned_at is not None:
            member.banned_at, member.sanction_reason = None, ""
            tell_membership(unit, actor, member)
            _audit(unit, actor, "membership.ban_lifted", conversation, member)
            _note(unit, actor, member, "lifted the ban of {}", "ban_lifted")
        return membership_row(member)


def silence(
    unit: UnitOfWork, actor: Actor, conversation: Conversation, member: Membership, until: datetime | None, reason: str
) -> None:
    """Mute a member, or let them write again."""
    ended = until is None or until <= now()
    wanted = (None, "") if ended else (until, reason)
    if (member.silenced_until, member.sanction_reason) == wanted:
        return
    member.silenced_until, member.sanction_reason = wanted
    tell_membership(unit, actor, member)
    action = "membership.unsilenced" if ended else "membership.silenced"
    _audit(unit, actor, action, conversation, member, until=iso_or_none(wanted[0]), reason=wanted[1])
    if ended:
        _note(unit, actor, member, "lets {} write again", "member_unsilenced")
    else:
        _note(unit, actor, member, "muted {}", "member_silenced", until=iso_or_none(until), reason=reason)


def ban(unit: UnitOfWork, actor: Actor, conversation: Conversation, member: Membership, reason: str) -> None:
    """Shut a member, or a former one, out."""
    if member.banned_at is not None:
        return
    present = member.left_at is None
    member.banned_at, member.sanction_reason, member.silenced_until = now(), reason, None
    _audit(unit, actor, "membership.banned", conversation, member, reason=reason)
    if present:
        depart(unit, actor, member)
    else:
        tell_membership(unit, actor, member)
    _note(unit, actor, member, "banned {}", "member_banned", reason=reason)
    keep_an_owner(unit, actor, conversation.id)
    member_banned.send(unit, actor=actor, conversation=conversation, user_id=member.user_id, reason=reason)


def _ever_member(unit: UnitOfWork, conversation: Conversation, user_id: str) -> Membership:
    member = unit.session.get(Membership, (conversation.id, user_id), populate_existing=True)
    if member is None:
        raise NotFound()
    return member


def demand_power(actor: Actor, own: Membership, member: Membership) -> None:
    """Moderators over members, owners over all but themselves."""
    demand_role(own, "moderator")
    if member.user_id == actor.user_id:
        raise ValidationFailed.of("user_id", "is your own")
    former = member.left_at is not None
    if not former and RANK[member.role] >= RANK[own.role] and own.role != "owner":
        raise Forbidden("Only an owner may do this to somebody with this role.")


def _note(unit: UnitOfWork, actor: Actor, member: Membership, words: str, event: str, **meta: Any) -> None:
    name = unit.session.get_one(User, member.user_id).display_name
    if not is_present(unit, member.conversation_id, actor.user_id):
        meta["by"] = "administrator"
    note(unit, actor, member.conversation_id, words.format(name), event=event, user_id=member.user_id, **meta)


def _audit(
    unit: UnitOfWork, actor: Actor, action: str, conversation: Conversation, member: Membership, **details: Any
) -> None:
    username = unit.session.get_one(User, member.user_id).username
    about = {"username": username, "title": conversation.title, "conversation_id": conversation.id}
    audit.record(unit, actor, action, "user", member.user_id, {**about, **details})
