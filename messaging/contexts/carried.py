"""Contexts on messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from messaging.contexts.actions import count_use
from messaging.contexts.models import Context, MessageContext
from messaging.contexts.sharing import tell_in
from messaging.core.actor import Actor
from messaging.core.database import UnitOfWork
from messaging.core.errors import ValidationFailed
from messaging.messages.attachables import attachable
from messaging.messages.draft import Draft
from messaging.messages.models import Message


class CarriedContexts:
    """`context_ids` of a message (messages/attachables.py): one's own, and each stays named when it is deleted."""

    inbound = "context_ids"
    outbound = "context_ids"

    def check(self, unit: UnitOfWork, draft: Draft, ids: Sequence[str]) -> None:
        # Locked before the conversation, as everywhere, so that two processes never wait for each other.
        own = _own(unit, draft, ids, lock=True)
        # What was lost in a restore may come back without its contexts: rather so than not at all.
        if not draft.given_back and len(own) < len(ids):
            raise ValidationFailed.of("context_ids", "names a context that does not exist")

    def attach(self, unit: UnitOfWork, draft: Draft, ids: Sequence[str]) -> list[Any]:
        own = {context.id: context for context in _own(unit, draft, ids)}
        named = [id_ for id_ in ids if id_ in own]
        if named:
            rows = [{"message_id": draft.id, "context_id": id_, "place": n} for n, id_ in enumerate(named)]
            unit.session.execute(insert(MessageContext), rows)
            tell_in(unit, draft.actor, [draft.conversation_id], named)
        for id_ in named:
            count_use(unit, draft.actor, own[id_])
        return named

    def load(self, session: Session, message_ids: Sequence[str]) -> Mapping[str, list[Any]]:
        named: defaultdict[str, list[Any]] = defaultdict(list)
        statement = select(MessageContext.message_id, MessageContext.context_id)
        wanted = statement.where(MessageContext.message_id.in_(message_ids)).order_by(MessageContext.place)
        for message_id, context_id in session.execute(wanted):
            named[message_id].append(context_id)
        return named

    def detach(self, unit: UnitOfWork, actor: Actor, message_id: str) -> None:
        gone = delete(MessageContext).where(MessageContext.message_id == message_id)
        ids = unit.session.scalars(gone.returning(MessageContext.context_id)).all()
        if ids:
            home = select(Message.conversation_id).where(Message.id == message_id)
            tell_in(unit, actor, [unit.session.execute(home).scalar_one()], ids)


def _own(unit: UnitOfWork, draft: Draft, ids: Sequence[str], *, lock: bool = False) -> Sequence[Context]:
    own = select(Context).where(
        Context.id.in_(ids), Context.owner_id == draft.actor.user_id, Context.deleted_at.is_(None)
    )
    # In one order, so that two messages with the same contexts don't wait for each other.
    wanted = own.order_by(Context.id).with_for_update() if lock else own
    return unit.session.scalars(wanted.execution_options(populate_existing=True)).all()


attachable(CarriedContexts())
