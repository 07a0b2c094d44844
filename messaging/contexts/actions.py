"""Making, changing, using and deleting contexts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from messaging.contexts.access import access_own
from messaging.contexts.models import Context, ConversationContext
from messaging.contexts.queries import conversations_showing
from messaging.contexts.schemas import MAX_CONTEXTS, NewContext, context_row
from messaging.contexts.sharing import tell_in, without
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import IdConflict, NotFound, ValidationFailed, VersionConflict
from messaging.core.ids import new_id
from messaging.core.logs import allocate, append
from messaging.core.lww import merge

SHARED = frozenset({"title", "content", "category", "tags"})
"""What others see of a context that is attached to something of theirs."""


def create_context(actor: Actor, form: NewContext, at: datetime | None = None) -> tuple[dict[str, Any], bool]:
    """Keep a new context; returns it, and whether it is new. The same id again gives what there is."""
    with unit_of_work() as unit:
        held = unit.session.get(Context, form.id) if form.id else None
        if held is not None:
            if held.owner_id != actor.user_id:
                raise IdConflict()
            return context_row(held), False
        _demand_room(unit, actor)
        context = _fresh(actor, form)
        merge(context, {"title": form.title, "category": form.category, "tags": form.tags}, at)
        unit.session.add(context)
        _tell(unit, actor, context, {"content"})
        return context_row(context), True


def _demand_room(unit: UnitOfWork, actor: Actor) -> None:
    kept = select(func.count()).select_from(Context).where(Context.owner_id == actor.user_id)
    if unit.session.execute(kept.where(Context.deleted_at.is_(None))).scalar_one() >= MAX_CONTEXTS:
        raise ValidationFailed.of("context", f"one person keeps at most {MAX_CONTEXTS}; delete some first")


def _fresh(actor: Actor, form: NewContext) -> Context:
    moment = now()
    return Context(
        id=form.id or new_id(),
        owner_id=actor.user_id,
        title=form.title,
        content=form.content,
        category=form.category,
        tags=form.tags,
        is_favorite=form.is_favorite,
        usage_count=0,
        meta=form.metadata,
        created_at=moment,
        updated_at=moment,
        version=0,
        shared_version=0,
        content_version=0,
        stamps={},
    )


def update_context(
    actor: Actor,
    context_id: str,
    fields: dict[str, Any],
    base_version: int | None = None,
    at: datetime | None = None,
    *,
    insists: bool = False,
) -> dict[str, Any]:
    """Change one's context: of single values the latest change stays, field by field (`at`: when it was made).

    With a `base_version` from before the newest content, other content raises VersionConflict, whose details carry the
    server's row. What was deleted meanwhile comes back with new content; so it does for a person who `insists`, having
    seen that it is gone.
    """
    with unit_of_work() as unit:
        context = access_own(actor, context_id, deleted=True)
        if context.deleted_at is not None and not SHARED & fields.keys():
            return context_row(context)  # to like something is no edit of it
        if context.deleted_at is not None:
            _revive(context, fields, base_version, insists=insists)
        content = fields.get("content", context.content)
        if content != context.content and base_version is not None and base_version < context.content_version:
            raise VersionConflict(row=context_row(context))
        singles = {"meta" if name == "metadata" else name: v for name, v in fields.items() if name != "content"}
        changed = set(merge(context, singles, at))
        if content != context.content:
            context.content = content
            changed.add("content")
        if changed:
            _tell(unit, actor, context, changed)
        return context_row(context)


def _revive(context: Context, fields: dict[str, Any], base_version: int | None, *, insists: bool) -> None:
    """A newer edit wins over the deletion, provided that it carries the content: the tombstone has none."""
    unaware = base_version is not None and base_version < context.version
    if not unaware and not insists:
        raise NotFound("This context was deleted.")
    if "content" not in fields or "title" not in fields:
        raise VersionConflict(row=context_row(context))
    context.deleted_at = None
    # Whatever is held is what the deletion left, and older than the edit.
    context.stamps = {}
    context.content_version = 0


def delete_context(actor: Actor, context_id: str, base_version: int | None = None) -> dict[str, Any]:
    """Delete one's context everywhere; a tombstone stays. Twice is once.

    An edit newer than `base_version` wins over the deletion: VersionConflict, whose details carry the row.
    """
    with unit_of_work() as unit:
        context = access_own(actor, context_id, deleted=True)
        if context.deleted_at is not None:
            return context_row(context)
        if base_version is not None and base_version < context.shared_version:
            raise VersionConflict(row=context_row(context))
        showing = conversations_showing(unit.session, context)
        attached = _detach_everywhere(unit, context)
        _empty(context)
        _tell_owner(unit, actor, context, SHARED)
        for conversation_id in attached:
            without(unit, actor, conversation_id, [context.id])
        tell_in(unit, actor, showing, [context.id])
        return context_row(context)


def _detach_everywhere(unit: UnitOfWork, context: Context) -> list[str]:
    gone = (
        delete(ConversationContext)
        .where(ConversationContext.context_id == context.id)
        .returning(ConversationContext.conversation_id)
    )
    return sorted(unit.session.scalars(gone))


def _empty(context: Context) -> None:
    context.deleted_at = now()
    context.title, context.content, context.tags, context.meta = "", "", [], None
    context.is_favorite, context.stamps = False, {}


def use_context(actor: Actor, context_id: str, times: int = 1) -> dict[str, Any]:
    """Count that one's context was used. One that is deleted stays as it is: using is no edit."""
    with unit_of_work() as unit:
        context = access_own(actor, context_id, deleted=True)
        if context.deleted_at is None:
            count_use(unit, actor, context, times)
        return context_row(context)


def count_use(unit: UnitOfWork, actor: Actor, context: Context, times: int = 1) -> None:
    context.usage_count += times
    context.last_used_at = now()
    _tell_owner(unit, actor, context)


def _tell(unit: UnitOfWork, actor: Actor, context: Context, changed: Iterable[str]) -> None:
    """Write the new state into the owner's log, and into those of the conversations that show it."""
    seen = SHARED & set(changed)
    if seen:
        context.updated_at = now()
    _tell_owner(unit, actor, context, changed)
    if seen:
        tell_in(unit, actor, conversations_showing(unit.session, context), [context.id])


def _tell_owner(unit: UnitOfWork, actor: Actor, context: Context, changed: Iterable[str] = ()) -> None:
    place = allocate(unit, f"u:{context.owner_id}")
    context.version = place.seq
    if SHARED & set(changed):
        context.shared_version = place.seq
    if "content" in changed:
        context.content_version = place.seq
    unit.session.flush()
    append(unit, actor, place, "context", context.id, context_row(context))
