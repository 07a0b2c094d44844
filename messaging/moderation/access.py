"""Which reports somebody may see and decide."""

from __future__ import annotations

from messaging.conversations.access import access_group, demand_role
from messaging.conversations.models import Conversation, Membership
from messaging.core.actor import Actor
from messaging.core.errors import NotFound
from messaging.core.extensions import db
from messaging.moderation.models import Report


def access_moderated(actor: Actor, conversation_id: str) -> Conversation:
    """A group that the actor moderates; Forbidden for its members."""
    conversation, own = access_group(actor, conversation_id)
    demand_role(own, "moderator")
    return conversation


def access_report(actor: Actor, report_id: str) -> Report:
    """A report to decide: administrators any, moderators those of their groups. Nobody decides about themselves."""
    report = db.session.get(Report, report_id, populate_existing=True)
    if report is None or not (actor.is_admin or _moderates(actor, report)) or is_about(report, actor):
        raise NotFound()
    return report


def is_about(report: Report, actor: Actor) -> bool:
    """Whose message it is must not see who reported it, whatever they moderate."""
    return report.author_id == actor.user_id


def _moderates(actor: Actor, report: Report) -> bool:
    own = db.session.get(Membership, (report.conversation_id, actor.user_id), populate_existing=True)
    conversation = db.session.get(Conversation, report.conversation_id)
    return bool(own and conversation and conversation.kind == "group" and own.left_at is None and own.role != "member")
