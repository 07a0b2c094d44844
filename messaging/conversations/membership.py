"""Joining, leaving and roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from messaging.accounts.access import people
from messaging.accounts.invites import end_invites
from messaging.accounts.models import Invite, User
from messaging.accounts.schemas import user_row
from messaging.conversations import settings
from messaging.conversations.access import RANK, access_group, access_member, demand_role, lasts
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.queries import conversation_rows, own_row, present_member_ids, seen_by
from messaging.conversations.receipts import move
from messaging.conversations.schemas import MAX_MEMBERS, membership_row
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, ValidationFailed
from messaging.core.logs import allocate, append, record
from messaging.core.signals import (
    conversation_noted,
    invite_used,
    member_left,
    members_entered,
    profile_changed,
)


def enter(unit: UnitOfWork, actor: Actor, conversation_id: str, user_ids: Sequence[str], *, role: str) -> list[str]:
    """Make these people members; returns those who were not before. They see the history as read.

    Their own devices learn of it by `tell_gained`, once all else in this unit of work is done.
    """
    conversation = unit.session.get_one(Conversation, conversation_id, populate_existing=True)
    return [u for u in user_ids if _enter_one(unit, actor, conversation, u, role)]


def tell_gained(unit: UnitOfWork, actor: Actor, conversation_id: str, user_ids: Sequence[str]) -> None:
    """Tell people's devices of a conversation that they have now. What is in it comes by pull; the row must be right
    at once, so this is the last that a unit of work does."""
    if not user_ids:
        return
    shared = conversation_rows(unit.session, [conversation_id])[0]
    for user_id in user_ids:
        record(unit, actor, f"u:{user_id}", "conversation", conversation_id, seen_by(unit.session, shared, user_id))


def _enter_one(unit: UnitOfWork, actor: Actor, conversation: Conversation, user_id: str, role: str) -> bool:
    member = unit.session.get(Membership, (conversation.id, user_id), populate_existing=True)
    if member and member.left_at is None:
        return False
    if member is None:
        member = Membership(conversation_id=conversation.id, user_id=user_id, stamps={})
        unit.session.add(member)
    member.role, member.joined_at, member.left_at = role, now(), None
    if not lasts(member.silenced_until):
        member.silenced_until, member.sanction_reason = None, ""
    member.delivered_ordinal = member.read_ordinal = conversation.last_ordinal
    settings.reset(unit, actor, member)
    move(unit, actor, member)
    record(unit, actor, f"c:{conversation.id}", "user", user_id, user_row(unit.session.get_one(User, user_id)))
    tell_membership(unit, actor, member)
    return True


def tell_membership(unit: UnitOfWork, actor: Actor, member: Membership) -> None:
    place = allocate(unit, f"c:{member.conversation_id}")
    member.version = place.seq
    unit.session.flush()
    append(unit, actor, place, "membership", member.user_id, membership_row(member))


def tell_lost(unit: UnitOfWork, actor: Actor, conversation_id: str, user_id: str) -> None:
    """Tell a person's devices to erase the conversation; their sockets leave its room when this is published."""
    record(unit, actor, f"u:{user_id}", "conversation", conversation_id, None, "delete")


def add_members(actor: Actor, conversation_id: str, user_ids: Sequence[str], role: str) -> dict[str, Any]:
    """Add people to a group; returns the conversation."""
    with unit_of_work() as unit:
        _, own = access_group(actor, conversation_id)
        demand_role(own, "owner" if role == "moderator" else "moderator")
        people(unit.session, list(user_ids))
        _refuse_banned(unit, conversation_id, user_ids)
        if len(present_member_ids(unit.session, conversation_id)) + len(user_ids) > MAX_MEMBERS:
            raise ValidationFailed.of("user_ids", f"a group has at most {MAX_MEMBERS} members")
        entered = enter(unit, actor, conversation_id, user_ids, role=role)
        for user_id in entered:
            name = unit.session.get_one(User, user_id).display_name
            note(unit, actor, conversation_id, f"added {name}", event="member_added", user_id=user_id)
        members_entered.send(unit, actor=actor, conversation_id=conversation_id, user_ids=entered)
        tell_gained(unit, actor, conversation_id, entered)
        return own_row(unit.session, actor, conversation_id)


def _refuse_banned(unit: UnitOfWork, conversation_id: str, user_ids: Sequence[str]) -> None:
    banned = unit.session.scalars(
        select(User.display_name)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.conversation_id == conversation_id,
            Membership.user_id.in_(user_ids),
            Membership.banned_at.is_not(None),
        )
    ).all()
    if banned:
        raise Forbidden(f"{', '.join(banned)}: banned from this group. Lift the ban first.")


def change_role(actor: Actor, conversation_id: str, user_id: str, role: str) -> dict[str, Any]:
    """An owner gives a member another role; a group always keeps an owner."""
    with unit_of_work() as unit:
        conversation, own = access_group(actor, conversation_id)
        demand_role(own, "owner")
        member = access_member(conversation, user_id)
        if member.role != role:
            if member.role == "owner" and len(_owners(unit, conversation_id)) == 1:
                raise ValidationFailed.of("role", "the group needs an owner: make somebody else one first")
            if RANK[role] < RANK[member.role]:
                end_invites(unit, conversation_id, user_id)
            member.role = role
            tell_membership(unit, actor, member)
            name = unit.session.get_one(User, user_id).display_name
            note(unit, actor, conversation_id, f"made {name} {role}", event="role_changed", user_id=user_id, role=role)
        return membership_row(member)


def remove_member(actor: Actor, conversation_id: str, user_id: str) -> dict[str, Any]:
    """Remove somebody of a lower role, or leave oneself; the last to leave closes the group."""
    with unit_of_work() as unit:
        conversation, own = access_group(actor, conversation_id)
        member = own if user_id == actor.user_id else access_member(conversation, user_id)
        leaving = user_id == actor.user_id
        if not leaving:
            demand_role(own, "moderator")
            if RANK[member.role] >= RANK[own.role] and own.role != "owner":
                raise Forbidden("Only an owner may remove somebody with this role.")
        depart(unit, actor, member)
        _note_departure(unit, actor, conversation_id, user_id)
        keep_an_owner(unit, actor, conversation_id)
        return membership_row(member)


def depart(unit: UnitOfWork, actor: Actor, member: Membership) -> None:
    """End a membership, whoever ends it: the person's devices erase the conversation, and what they lent it goes along.
    Afterwards the group may need an owner (`keep_an_owner`)."""
    conversation_id, user_id = member.conversation_id, member.user_id
    member.left_at = now()
    end_invites(unit, conversation_id, user_id)
    tell_membership(unit, actor, member)
    tell_lost(unit, actor, conversation_id, user_id)
    member_left.send(unit, actor=actor, conversation_id=conversation_id, user_id=user_id)


def _note_departure(unit: UnitOfWork, actor: Actor, conversation_id: str, user_id: str) -> None:
    if user_id == actor.user_id:
        note(unit, actor, conversation_id, "left", event="member_left", user_id=user_id)
    else:
        name = unit.session.get_one(User, user_id).display_name
        note(unit, actor, conversation_id, f"removed {name}", event="member_removed", user_id=user_id)


def keep_an_owner(unit: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """When the last owner left, the longest-standing of the highest role becomes owner."""
    if _owners(unit, conversation_id):
        return
    rest = unit.session.scalars(
        select(Membership)
        .where(Membership.conversation_id == conversation_id, Membership.left_at.is_(None))
        .order_by(Membership.joined_at, Membership.user_id)
    ).all()
    if rest:
        make_owner(unit, actor, max(rest, key=lambda member: RANK[member.role]))


def make_owner(unit: UnitOfWork, actor: Actor, member: Membership) -> None:
    """Give a present member a group that has nobody else to own it; the caller has checked that."""
    member.role = "owner"
    tell_membership(unit, actor, member)


def _owners(unit: UnitOfWork, conversation_id: str) -> Sequence[Membership]:
    return unit.session.scalars(
        select(Membership).where(
            Membership.conversation_id == conversation_id, Membership.role == "owner", Membership.left_at.is_(None)
        )
    ).all()


def is_present(unit: UnitOfWork, conversation_id: str, user_id: str) -> bool:
    """Whether somebody is in a conversation now; administrators act in those that they are not in."""
    member = unit.session.get(Membership, (conversation_id, user_id))
    return member is not None and member.left_at is None


def note(unit: UnitOfWork, actor: Actor, conversation_id: str, content: str, **meta: Any) -> None:
    """Have a system message written."""
    conversation_noted.send(unit, actor=actor, conversation_id=conversation_id, content=content, meta=meta)


@invite_used.connect
def join_by_invite(unit: UnitOfWork, actor: Actor, invite: Invite) -> bool:
    """Let the actor into the invite's conversation, if it names one; False when they were in already."""
    conversation_id = invite.conversation_id
    if conversation_id is None:
        return True
    member = unit.session.get(Membership, (conversation_id, actor.user_id), populate_existing=True)
    if member is not None and member.banned_at is not None:
        raise Forbidden("You are banned from this group. Only its moderators can let you in again.")
    if not enter(unit, actor, conversation_id, [actor.user_id], role=invite.role):
        return False
    note(unit, actor, conversation_id, "joined", event="member_joined", user_id=actor.user_id)
    members_entered.send(unit, actor=actor, conversation_id=conversation_id, user_ids=[actor.user_id])
    tell_gained(unit, actor, conversation_id, [actor.user_id])
    return True


@profile_changed.connect
def pass_profile_on(unit: UnitOfWork, actor: Actor, row: dict[str, Any]) -> None:
    """Tell every conversation of a member's new name or picture: one entry each, not one for each person in it.

    Also where they have left: what they wrote stands there.
    """
    conversations = select(Membership.conversation_id).where(Membership.user_id == row["id"])
    for conversation_id in unit.session.scalars(conversations).all():
        record(unit, actor, f"c:{conversation_id}", "user", row["id"], row)
