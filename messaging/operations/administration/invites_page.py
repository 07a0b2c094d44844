"""`/admin/invites`: every link that can still be used."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from sqlalchemy import select
from werkzeug.wrappers import Response

from messaging.accounts import invites
from messaging.accounts.models import Invite, User
from messaging.accounts.schemas import NewInvite
from messaging.conversations.models import Conversation
from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.core.operations import parse
from messaging.operations.administration import sections, sentences
from messaging.operations.administration.frame import done, form, page, show
from messaging.operations.administration.sections import Section

INVITES = sections.add(Section(name="invites", label="Invitations", path="/invites", icon="link", group="People"))
DAY = 86400

sentences.tell("invite.created", "made an invitation for {uses} people")
sentences.tell("invite.revoked", "took back an invitation")


@dataclass(frozen=True, slots=True)
class Listed:
    """A link, who made it, and the group that it leads into."""

    invite: Invite
    maker: User
    title: str | None


@page(INVITES, "/invites")
def invites_page(actor: Actor) -> Response:
    return show("invites.html", invites=_usable(), made=None)


@form(INVITES, "/invites", limit="invites")
def create_invite(actor: Actor) -> Response:
    """The link is shown once, on this very page."""
    days = request.form.get("days", 7, type=int)
    wanted = parse(NewInvite, {"uses": request.form.get("uses", 1, type=int), "expires_in": days * DAY})
    with unit_of_work() as unit:
        made = invites.create_invite(actor, wanted, request.host_url)
        audit.record(unit, actor, "invite.created", "invite", made["id"], {"uses": wanted.uses})
    return show("invites.html", invites=_usable(), made=made)


@form(INVITES, "/invites/<invite_id>/revoke")
def revoke_invite(actor: Actor, invite_id: str) -> Response:
    with unit_of_work() as unit:
        invites.revoke_invite(actor, invite_id)
        audit.record(unit, actor, "invite.revoked", "invite", invite_id)
    return done("Nobody can use this invitation any more.", INVITES.address)


def _usable() -> list[Listed]:
    statement = (
        select(Invite, User, Conversation.title)
        .join(User, User.id == Invite.created_by)
        .outerjoin(Conversation, Conversation.id == Invite.conversation_id)
        .where(Invite.uses_left > 0, Invite.expires_at > now())
        .order_by(Invite.created_at.desc())
    )
    return [Listed(*row) for row in db.session.execute(statement)]
