"""`/reports` and `/notices`."""

from __future__ import annotations

from typing import Any

from messaging.accounts.schemas import Nothing
from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.moderation import notices, queries, reports
from messaging.moderation.schemas import (
    Decision,
    NewReport,
    NoticesReply,
    ReportReply,
    ReportsQuery,
    ReportsReply,
)

api = Api("moderation")


@api.post("/reports", body=NewReport, reply=ReportReply, created=True, limit="reporting")
def report_message(actor: Actor, body: NewReport) -> tuple[dict[str, Any], bool]:
    """Report somebody's message to those who moderate the conversation."""
    report, created = reports.report_message(actor, body)
    return {"report": report}, created


@api.get("/conversations/<conversation_id>/reports", query=ReportsQuery, reply=ReportsReply, limit="reading")
def list_reports(actor: Actor, conversation_id: str, query: ReportsQuery) -> dict[str, Any]:
    """What was reported in a group, for its moderators."""
    return {"reports": queries.reports_in(actor, conversation_id, query)}


@api.patch("/reports/<report_id>", body=Decision, reply=ReportReply, limit="changing")
def decide_report(actor: Actor, report_id: str, body: Decision) -> dict[str, Any]:
    """Decide about a report: dismiss it, remove the message, warn, mute or ban its author."""
    return {"report": reports.decide(actor, report_id, body)}


@api.get("/notices", reply=NoticesReply, limit="reading")
def list_notices(actor: Actor) -> dict[str, Any]:
    """What one was told by moderators and has not put away."""
    return {"notices": notices.list_notices(actor)}


@api.delete("/notices/<notice_id>", reply=Nothing, limit="changing")
def put_notice_away(actor: Actor, notice_id: str) -> dict[str, Any]:
    """Put a notice away."""
    notices.put_away(actor, notice_id)
    return {}
