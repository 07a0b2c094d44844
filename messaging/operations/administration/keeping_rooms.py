"""What administrators do with conversations that they need not be in. Each is told to the members, and noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from messaging.accounts.models import User
from messaging.conversations.actions import change, erase
from messaging.conversations.membership import enter, make_owner, note, tell_gained
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.queries import present_member_ids
from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, NotFound, ValidationFailed
from messaging.operations.access import check_administrator, check_confirmed
from messaging.operations.administration import rooms, sentences

for action, sentence in {
    "conversation.deleted": "deleted “{title}” with {messages} messages",
    "conversation.taken_over": "took over “{title}”, which had no owner",
    "conversation.given_owner": "made @{username} owner of “{title}”, which had none",
}.items():
    sentences.tell(action, sentence)


def set_open(actor: Actor, conversation_id: str, wanted: bool) -> None:
    """Let everyone write in a group, or its moderators alone."""
    with _changing(actor, conversation_id) as (unit, conversation):
        change(unit, actor, conversation, {"posting": "everyone" if wanted else "moderators"})


def delete_group(actor: Actor, conversation_id: str) -> str:
    """Delete a group with all it holds, for good; returns its title."""
    check_confirmed(actor)
    with _changing(actor, conversation_id) as (unit, conversation):
        title = conversation.title
        _note(unit, actor, "conversation.deleted", conversation, messages=conversation.message_count)
        erase(unit, actor, conversation.id)
        return title


def give_owner(actor: Actor, conversation_id: str, user_id: str) -> None:
    """Make one of its active members the owner of a group that has none who can sign in; or oneself, from outside.

    A group with an owner is theirs: administrators don't enter it unasked.
    """
    check_confirmed(actor)
    with _changing(actor, conversation_id) as (unit, conversation):
        room = rooms.group(conversation_id)
        if room is None or not room.ownerless:
            raise Forbidden("This group has an owner.")
        user = unit.session.get(User, user_id)
        if user is None or user.deactivated_at is not None:
            raise ValidationFailed.of("user_id", "names nobody who can sign in")
        own = user_id == actor.user_id
        member = unit.session.get(Membership, (conversation_id, user_id))
        entered: list[str] = []
        if user_id not in present_member_ids(unit.session, conversation_id):
            if not own:
                raise ValidationFailed.of("user_id", "is not in this group")
            entered = enter(unit, actor, conversation_id, [user_id], role="owner")
        elif member is not None:
            make_owner(unit, actor, member)
        note(
            unit,
            actor,
            conversation_id,
            f"made {user.display_name} owner",
            event="role_changed",
            user_id=user_id,
            role="owner",
        )
        action = "conversation.taken_over" if own else "conversation.given_owner"
        _note(unit, actor, action, conversation, username=user.username)
        tell_gained(unit, actor, conversation_id, entered)


@contextmanager
def _changing(actor: Actor, conversation_id: str) -> Iterator[tuple[UnitOfWork, Conversation]]:
    check_administrator(actor)
    with unit_of_work() as unit:
        conversation = unit.session.get(Conversation, conversation_id)
        if conversation is None or conversation.kind != "group":
            raise NotFound()
        yield unit, conversation


def _note(unit: UnitOfWork, actor: Actor, action: str, conversation: Conversation, **details: object) -> None:
    audit.record(unit, actor, action, "conversation", conversation.id, {"title": conversation.title, **details})
