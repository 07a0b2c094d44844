"""Invitations: a link with an expiry and a number of uses, which may lead into a conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from messaging.accounts.access import access_invite, open_invite
from messaging.accounts.models import Invite
from messaging.accounts.schemas import NewInvite, invite_row
from messaging.accounts.tokens import new_token, token_hash
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden, NotFound
from messaging.core.extensions import db
from messaging.core.ids import new_id
from messaging.core.signals import invite_used


def create_invite(actor: Actor, form: NewInvite, base_url: str) -> dict[str, Any]:
    """Make a link. Without a conversation only administrators may; with one, the caller checks the actor's role."""
    if form.conversation_id is None and not actor.is_admin:
        raise Forbidden("Only administrators invite people without a conversation.")
    token, hashed = new_token()
    with unit_of_work() as unit:
        invite = Invite(
            id=new_id(),
            token_hash=hashed,
            created_by=actor.user_id,
            conversation_id=form.conversation_id,
            role=form.role,
            uses_left=form.uses,
            expires_at=now() + timedelta(seconds=form.expires_in),
            created_at=now(),
        )
        unit.session.add(invite)
        unit.session.flush()
        return invite_row(invite, token, f"{base_url.rstrip('/')}/invite/{token}")


def list_invites(actor: Actor) -> list[dict[str, Any]]:
    """The actor's invites that can still be used; for administrators everyone's."""
    usable = select(Invite).where(Invite.uses_left > 0, Invite.expires_at > now()).order_by(Invite.created_at)
    if not actor.is_admin:
        usable = usable.where(Invite.created_by == actor.user_id)
    return [invite_row(invite) for invite in db.session.scalars(usable)]


def revoke_invite(actor: Actor, invite_id: str) -> None:
    with unit_of_work() as unit:
        unit.session.delete(access_invite(actor, invite_id))


def end_invites(unit: UnitOfWork, conversation_id: str, maker_id: str) -> None:
    """End what somebody invites into a conversation who may do so no longer: their link must not let them back in."""
    unit.session.execute(delete(Invite).where(Invite.conversation_id == conversation_id, Invite.created_by == maker_id))


def end_all_invites(unit: UnitOfWork, maker_id: str) -> None:
    """End all that somebody made who is shut out: none of them must let them back in, as somebody else."""
    unit.session.execute(delete(Invite).where(Invite.created_by == maker_id))


def end_open_invites(unit: UnitOfWork, maker_id: str) -> None:
    """End what somebody made as administrator, who is none any more."""
    unit.session.execute(delete(Invite).where(Invite.conversation_id.is_(None), Invite.created_by == maker_id))


def find(session: Session, token: str | None) -> Invite | None:
    """The usable invite behind `token`; raises NotFound for a token that is wrong, used up or expired."""
    if not token:
        return None
    invite = open_invite(session, token_hash(token))
    if invite is None:
        raise NotFound("This invitation is not valid any more. Ask for a new link.")
    return invite


def use(unit: UnitOfWork, actor: Actor, invite: Invite) -> None:
    """Use it once for `actor`, who joins its conversation. Who is in there already uses nothing up."""
    came_in = [result for _, result in invite_used.send(unit, actor=actor, invite=invite)]
    if False in came_in:
        return
    unit.session.execute(
        update(Invite)
        .where(Invite.id == invite.id)
        .values(uses_left=Invite.uses_left - 1)
        .execution_options(synchronize_session=False)
    )


def accept_invite(actor: Actor, token: str) -> str | None:
    """Use an invite as somebody who has an account; returns the conversation's id, if it names one."""
    with unit_of_work() as unit:
        invite = find(unit.session, token)
        if invite is None:
            raise NotFound()
        conversation_id = invite.conversation_id
        use(unit, actor, invite)
        return conversation_id
