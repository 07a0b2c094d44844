"""Making, changing and deleting conversations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete

from messaging.accounts.access import people
from messaging.accounts.models import Invite
from messaging.conversations.access import access_group, access_membership, demand_role, lasts
from messaging.conversations.membership import enter, tell_gained, tell_lost
from messaging.conversations.models import Conversation
from messaging.conversations.queries import conversation_rows, own_row, present_member_ids
from messaging.conversations.retention import demand_allowed
from messaging.conversations.schemas import NewConversation
from messaging.conversations.settings import hide
from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.clock import iso_or_none, now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import IdConflict, ValidationFailed
from messaging.core.ids import direct_conversation_id, new_id
from messaging.core.logs import SyncEvent, allocate, append
from messaging.core.lww import merge
from messaging.core.meta import installation
from messaging.core.signals import contexts_given, conversation_erased, conversation_noted

FAR_AWAY = datetime.max.replace(tzinfo=UTC)
AUDITED = ("posting", "silenced_until", "retention_days")


def create_conversation(actor: Actor, form: NewConversation) -> tuple[dict[str, Any], bool]:
    """Create a conversation; returns it, and whether it is new (a direct one, or a repeated id, may be there)."""
    if form.kind == "group":
        return _create_group(actor, form)
    others = [user_id for user_id in form.member_ids if user_id != actor.user_id] or [actor.user_id]
    if len(others) != 1:
        raise ValidationFailed.of("member_ids", "a direct conversation has one other person")
    with unit_of_work() as unit:
        conversation_id, entered = make_direct(unit, actor, others[0], encrypted=form.encrypted)
        if entered:
            _give_contexts(unit, actor, conversation_id, form)
        tell_gained(unit, actor, conversation_id, entered)
        return own_row(unit.session, actor, conversation_id), bool(entered)


def _create_group(actor: Actor, form: NewConversation) -> tuple[dict[str, Any], bool]:
    with unit_of_work() as unit:
        held = unit.session.get(Conversation, form.id) if form.id else None
        if held:
            return _repeated(unit, actor, held, form), False
        others = [user_id for user_id in dict.fromkeys(form.member_ids) if user_id != actor.user_id]
        people(unit.session, others)
        conversation = insert_conversation(unit, actor, form.id or new_id(), form, kind="group")
        enter(unit, actor, conversation.id, [actor.user_id], role="owner")
        enter(unit, actor, conversation.id, others, role="member")
        _give_contexts(unit, actor, conversation.id, form)
        tell_gained(unit, actor, conversation.id, [actor.user_id, *others])
        return own_row(unit.session, actor, conversation.id), True


def _give_contexts(unit: UnitOfWork, actor: Actor, conversation_id: str, form: NewConversation) -> None:
    if form.context_ids:
        contexts_given.send(unit, actor=actor, conversation_id=conversation_id, context_ids=form.context_ids)


def _repeated(unit: UnitOfWork, actor: Actor, held: Conversation, form: NewConversation) -> dict[str, Any]:
    """The same creation sent again gives what there is."""
    if held.created_by != actor.user_id or held.kind != form.kind:
        raise IdConflict()
    access_membership(actor, held.id)
    return own_row(unit.session, actor, held.id)


def make_direct(unit: UnitOfWork, actor: Actor, other_id: str, *, encrypted: bool = False) -> tuple[str, list[str]]:
    """The direct conversation of the actor and another person, made where there is none.

    Returns its id, and who got it just now and has yet to be told (`tell_gained`).
    """
    conversation_id = direct_conversation_id(installation.server_id, actor.user_id, other_id)
    if unit.session.get(Conversation, conversation_id):
        return conversation_id, []
    people(unit.session, [other_id])
    form = NewConversation(kind="direct", encrypted=encrypted)
    insert_conversation(unit, actor, conversation_id, form, kind="direct")
    pair = list(dict.fromkeys((actor.user_id, other_id)))
    return conversation_id, enter(unit, actor, conversation_id, pair, role="member")


def insert_conversation(
    unit: UnitOfWork, actor: Actor, id_: str, form: NewConversation, *, kind: str, at: datetime | None = None
) -> Conversation:
    """Add a conversation, still without members, and its first entry. `at`: when it was made, elsewhere."""
    moment = at or now()
    conversation = Conversation(
        id=id_,
        kind=kind,
        title=form.title if kind == "group" else "",
        description=form.description if kind == "group" else "",
        posting=form.posting if kind == "group" else "everyone",
        retention_days=form.retention_days if kind == "group" else None,
        encrypted=form.encrypted,
        created_by=actor.user_id,
        created_at=moment,
        updated_at=moment,
        stamps={},
    )
    unit.session.add(conversation)
    unit.session.flush()
    tell_conversation(unit, actor, conversation)
    return conversation


def tell_conversation(unit: UnitOfWork, actor: Actor, conversation: Conversation) -> None:
    """Write the conversation's row into its log."""
    place = allocate(unit, f"c:{conversation.id}")
    conversation.version = place.seq
    unit.session.flush()
    append(unit, actor, place, "conversation", conversation.id, conversation_rows(unit.session, [conversation.id])[0])


def update_conversation(
    actor: Actor, conversation_id: str, fields: dict[str, Any], at: datetime | None = None
) -> dict[str, Any]:
    """Change a group's title, description, who may post, until when only moderators may, and how long its messages are
    kept (owners). `at`: when the person changed it."""
    with unit_of_work() as unit:
        conversation, own = access_group(actor, conversation_id)
        demand_role(own, "owner" if "retention_days" in fields else "moderator")
        change(unit, actor, conversation, fields, at)
        return own_row(unit.session, actor, conversation_id)


def change(
    unit: UnitOfWork, actor: Actor, conversation: Conversation, fields: dict[str, Any], at: datetime | None = None
) -> None:
    """Set these fields and tell everyone. Whoever calls it has seen to it that the actor may.

    Raises ValidationFailed where messages are to be kept for longer than the installation allows. (A group that is
    made or given back with such a wish is not refused: the wish counts for nothing as long as it is too long.)
    """
    demand_allowed(fields.get("retention_days"))
    if not lasts(fields.get("silenced_until", FAR_AWAY)):
        fields = {**fields, "silenced_until": None}
    changed = merge(conversation, fields, at)
    if changed:
        conversation.updated_at = now()
        tell_conversation(unit, actor, conversation)
        _note_changes(unit, actor, conversation, changed)


def _note_changes(unit: UnitOfWork, actor: Actor, conversation: Conversation, changed: dict[str, Any]) -> None:
    until, days = iso_or_none(conversation.silenced_until), conversation.retention_days
    notes: dict[str, tuple[str, str, dict[str, Any]]] = {
        "title": ("renamed", f"renamed the group to “{conversation.title}”", {"title": conversation.title}),
        "posting": (
            "posting_changed",
            "now lets everyone post" if conversation.posting == "everyone" else "now lets only moderators post",
            {"posting": conversation.posting},
        ),
        "silenced_until": (
            ("silenced", "lets only moderators write for a while", {"until": until})
            if until
            else ("unsilenced", "lets everyone write again", {})
        ),
        "retention_days": ("retention_changed", _kept_in_words(days), {"days": days}),
    }
    for field in sorted(changed.keys() & notes.keys()):
        event, content, meta = notes[field]
        if field in AUDITED:
            audit.record(
                unit,
                actor,
                f"conversation.{event}",
                "conversation",
                conversation.id,
                {"title": conversation.title, **meta},
            )
        conversation_noted.send(
            unit, actor=actor, conversation_id=conversation.id, content=content, meta={"event": event, **meta}
        )


def _kept_in_words(days: int | None) -> str:
    if days is None:
        return "keeps messages as long as the installation does"
    return f"keeps messages for {days} days" if days else "keeps messages for good"


def delete_conversation(actor: Actor, conversation_id: str) -> None:
    """An owner deletes a group for everyone; a direct conversation is hidden for oneself until its next message."""
    with unit_of_work() as unit:
        conversation, own = access_membership(actor, conversation_id)
        if conversation.kind == "direct":
            hide(unit, actor, conversation, own)
            return
        demand_role(own, "owner")
        erase(unit, actor, conversation_id)


def erase(unit: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """Remove a conversation with all it holds, and the invitations into it."""
    for user_id in present_member_ids(unit.session, conversation_id):
        tell_lost(unit, actor, conversation_id, user_id)
    conversation_erased.send(unit, conversation_id=conversation_id)
    unit.session.execute(delete(Invite).where(Invite.conversation_id == conversation_id))
    unit.session.execute(delete(SyncEvent).where(SyncEvent.log == f"c:{conversation_id}"))
    unit.session.execute(delete(Conversation).where(Conversation.id == conversation_id))
