"""Reporting a message, and deciding about a report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from messaging.accounts.models import User
from messaging.conversations.access import access_group
from messaging.conversations.models import Conversation, Membership
from messaging.conversations.sanctions import ban, demand_power, silence
from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import IdConflict, ValidationFailed
from messaging.core.periodic import every
from messaging.messages.access import access_message
from messaging.messages.actions import remove
from messaging.messages.attachables import whole_row
from messaging.messages.models import Message, MessageEdit
from messaging.moderation.access import access_report
from messaging.moderation.models import Report
from messaging.moderation.notices import tell
from messaging.moderation.schemas import Decision, NewReport, report_row

KEPT = timedelta(days=90)
"""So long what was reported can be looked up after it was decided."""
DAY = 24 * 60 * 60


def report_message(actor: Actor, form: NewReport) -> tuple[dict[str, Any], bool]:
    """Report somebody's message; returns the report and whether it is new: each person reports a message once."""
    with unit_of_work() as unit:
        message, conversation, _ = access_message(actor, form.message_id)
        if message.sender_id == actor.user_id or message.role == "system":
            raise ValidationFailed.of("message_id", "names nothing that can be reported")
        held = _held(unit, actor, message)
        if held:
            return report_row(held), False
        if unit.session.get(Report, form.id):
            raise IdConflict()
        report = _new_report(unit, actor, message, conversation, form)
        unit.session.add(report)
        unit.session.flush()
        for user_id in _deciders(unit, report):
            tell(unit, actor, user_id, "reported", conversation=conversation, content=report.content)
        return report_row(report), True


def _held(unit: UnitOfWork, actor: Actor, message: Message) -> Report | None:
    return unit.session.scalar(
        select(Report).where(Report.message_id == message.id, Report.reporter_id == actor.user_id)
    )


def _new_report(
    unit: UnitOfWork, actor: Actor, message: Message, conversation: Conversation, form: NewReport
) -> Report:
    content, verified = _what_it_said(unit, message, form.content)
    return Report(
        id=form.id,
        conversation_id=conversation.id,
        conversation_title=conversation.title,
        message_id=message.id,
        reporter_id=actor.user_id,
        author_id=message.sender_id,
        reason=form.reason,
        comment=form.comment,
        content=content,
        verified=verified,
        file_names=[file["name"] for file in whole_row(unit.session, message)["attachments"]],
        sent_at=message.created_at,
        created_at=now(),
    )


def _what_it_said(unit: UnitOfWork, message: Message, seen: str) -> tuple[str, bool]:
    """What the reporter saw, if it ever said so; else what it says. Of a deleted one there is only their word."""
    if message.deleted_at is not None:
        return seen, False
    earlier = unit.session.scalars(select(MessageEdit.content).where(MessageEdit.message_id == message.id)).all()
    return (seen if seen and seen in earlier else message.content), True


def _deciders(unit: UnitOfWork, report: Report) -> Sequence[str]:
    """Who is told: the group's moderators; where there are none that may decide, the administrators."""
    not_involved = (report.author_id, report.reporter_id)
    moderators = unit.session.scalars(
        select(Membership.user_id)
        .join(Conversation, Conversation.id == Membership.conversation_id)
        .where(
            Conversation.id == report.conversation_id,
            Conversation.kind == "group",
            Membership.left_at.is_(None),
            Membership.role != "member",
            Membership.user_id.not_in(not_involved),
        )
        .order_by(Membership.user_id)
    ).all()
    return (
        moderators
        or unit.session.scalars(
            select(User.id)
            .where(User.is_admin.is_(True), User.deactivated_at.is_(None), User.id.not_in(not_involved))
            .order_by(User.id)
        ).all()
    )


def decide(actor: Actor, report_id: str, form: Decision) -> dict[str, Any]:
    """Carry a decision out, for all open reports of the same message; author and reporters are told. Twice is once."""
    with unit_of_work() as unit:
        report = access_report(actor, report_id)
        if report.resolution is None:
            _carry_out(unit, actor, report, form)
            settle(unit, actor, report, form.resolution)
        return report_row(report)


def find(actor: Actor, report_id: str) -> Report:
    """A report that the actor may decide about."""
    return access_report(actor, report_id)


def close(actor: Actor, report_id: str, resolution: str) -> None:
    """Note what was done about a report elsewhere."""
    with unit_of_work() as unit:
        report = access_report(actor, report_id)
        if report.resolution is None:
            settle(unit, actor, report, resolution)


def settle(unit: UnitOfWork, actor: Actor, report: Report, resolution: str) -> None:
    """Close every open report of the message, and tell those who made them."""
    same = select(Report).where(Report.message_id == report.message_id, Report.resolution.is_(None))
    conversation = unit.session.get(Conversation, report.conversation_id)
    for each in unit.session.scalars(same.order_by(Report.id)).all():
        each.resolution, each.resolved_by, each.resolved_at = resolution, actor.user_id, now()
        reporter = each.reporter_id
        if reporter != actor.user_id:
            tell(unit, actor, reporter, "report_resolved", conversation=conversation, content=resolution)
    unit.session.flush()
    author = unit.session.get_one(User, report.author_id)
    told = {
        "username": author.username,
        "user_id": author.id,
        "title": report.conversation_title,
        "conversation_id": report.conversation_id,
        "message_id": report.message_id,
    }
    audit.record(unit, actor, f"report.{resolution}", "report", report.id, told)


def _carry_out(unit: UnitOfWork, actor: Actor, report: Report, form: Decision) -> None:
    conversation = unit.session.get(Conversation, report.conversation_id, populate_existing=True)
    if form.resolution == "warned":
        tell(
            unit,
            actor,
            report.author_id,
            "warned",
            conversation=conversation,
            content=report.content,
            reason=form.reason,
        )
    elif form.resolution == "removed":
        message = unit.session.get(Message, report.message_id, populate_existing=True)
        if conversation and message and message.deleted_at is None:
            remove(unit, actor, message, conversation, form.reason)
    elif form.resolution in ("muted", "banned"):
        _sanction(unit, actor, report, conversation, form)


def _sanction(
    unit: UnitOfWork, actor: Actor, report: Report, conversation: Conversation | None, form: Decision
) -> None:
    member = unit.session.get(Membership, (report.conversation_id, report.author_id), populate_existing=True)
    if conversation is None or member is None or conversation.kind != "group":
        raise ValidationFailed.of("resolution", "can only be done in a group that its author was in")
    if not actor.is_admin:  # moderators have no power over each other
        demand_power(actor, access_group(actor, conversation.id)[1], member)
    if form.resolution == "banned":
        ban(unit, actor, conversation, member, form.reason)
    elif member.left_at is None:
        silence(unit, actor, conversation, member, form.until, form.reason)


@every(DAY)
def sweep() -> None:
    """Remove what was decided long ago: it holds people's words."""
    with unit_of_work() as unit:
        unit.session.execute(delete(Report).where(Report.resolved_at < now() - KEPT))
