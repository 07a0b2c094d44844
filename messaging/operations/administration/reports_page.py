"""`/admin/reports`: what people have reported anywhere, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from sqlalchemy import select
from werkzeug.wrappers import Response

from messaging.accounts.models import User
from messaging.conversations.models import Conversation
from messaging.core.actor import Actor
from messaging.core.clock import iso, now
from messaging.core.errors import ValidationFailed
from messaging.core.extensions import db
from messaging.core.operations import parse
from messaging.moderation import queries, reports
from messaging.moderation.schemas import Decision, ReportsQuery
from messaging.operations.administration import people, sections, sentences
from messaging.operations.administration.frame import done, form, page, show
from messaging.operations.administration.sections import Section

REPORTS = sections.add(
    Section(name="reports", label="Reports", path="/reports", icon="alert", group="Content", badge=queries.open_count)
)
PAGE = 25
REASONS = {
    "spam": "Advertising or spam",
    "abuse": "Insults, bullying or hate",
    "unsafe": "Dangerous, or somebody needs help",
    "other": "Something else",
}
OUTCOMES = {
    "dismissed": "Dismissed",
    "removed": "Message removed",
    "warned": "Author warned",
    "muted": "Author muted",
    "banned": "Author banned",
}
LENGTHS = {"1": "An hour", "24": "A day", "168": "A week", "good": "Until somebody lifts it"}
FOR_GOOD = "9999-12-31T23:59:59.000Z"
for action, sentence in {
    "report.dismissed": "dismissed a report of a message of @{username}",
    "report.removed": "removed a reported message of @{username}",
    "report.warned": "warned @{username} for a reported message",
    "report.muted": "muted @{username} for a reported message",
    "report.banned": "banned @{username} for a reported message",
    "message.removed": "removed a message of @{username} in “{title}”",
    "membership.silenced": "muted @{username} in “{title}”",
    "membership.unsilenced": "let @{username} write again in “{title}”",
    "membership.banned": "banned @{username} from “{title}”",
    "membership.ban_lifted": "lifted the ban of @{username} in “{title}”",
    "conversation.silenced": "let only moderators write for a while in “{title}”",
    "conversation.unsilenced": "let everyone write again in “{title}”",
    "conversation.posting_changed": "decided who may write in “{title}”: {posting}",
    "conversation.retention_changed": "changed how long messages are kept in “{title}”",
}.items():
    sentences.tell(action, sentence)


@page(REPORTS, "/reports")
def reports_page(actor: Actor) -> Response:
    state = "all" if request.args.get("state") == "all" else "open"
    asked = {"state": state, "limit": PAGE + 1, "before": request.args.get("before") or None}
    found = queries.all_reports(actor, parse(ReportsQuery, asked))
    shown = found[:PAGE]
    ids = {id_ for report in shown for id_ in (report["author_id"], report["reporter_id"], report["resolved_by"])}
    users = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))}
    groups = select(Conversation.id).where(
        Conversation.id.in_({report["conversation_id"] for report in shown}), Conversation.kind == "group"
    )
    return show(
        "reports.html",
        reports=shown,
        users=users,
        groups=set(db.session.scalars(groups)),
        state=state,
        older=shown[-1]["id"] if len(found) > PAGE else None,
        reasons=REASONS,
        outcomes=OUTCOMES,
        lengths=LENGTHS,
    )


@form(REPORTS, "/reports/<report_id>")
def decide_report(actor: Actor, report_id: str) -> Response:
    given = {name: request.form.get(name, "").strip() for name in ("resolution", "length", "reason")}
    until = {"until": _end_of(given["length"])} if given["resolution"] == "muted" else {}
    decision = parse(Decision, {"resolution": given["resolution"], "reason": given["reason"], **until})
    reports.decide(actor, report_id, decision)
    return done(f"{OUTCOMES[decision.resolution]}. Whoever reported it is told.", REPORTS.address)


@form(REPORTS, "/reports/<report_id>/shut-out")
def shut_author_out(actor: Actor, report_id: str) -> Response:
    """From the whole installation, with all sessions ended."""
    reason = " ".join(request.form.get("reason", "").split())
    if not reason:
        raise ValidationFailed.of("reason", "is needed")
    report = reports.find(actor, report_id)
    user = people.ban(actor, report.author_id, reason)
    reports.close(actor, report_id, "banned")
    return done(f"{user.display_name} is shut out. Whoever reported it is told.", REPORTS.address)


def _end_of(length: str) -> str:
    return iso(now() + timedelta(hours=int(length))) if length.isdigit() and length in LENGTHS else FOR_GOOD
