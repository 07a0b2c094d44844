"""Shapes of reports and notices."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from messaging.conversations.schemas import Moment, Reason
from messaging.core.clock import iso, iso_or_none
from messaging.core.shapes import AnyId, Content, NewId, Sequence, Shape, Text, Time, wrapped
from messaging.moderation.models import Notice, Report

ReportReason = Literal["spam", "abuse", "unsafe", "other"]
Resolution = Literal["dismissed", "removed", "warned", "muted", "banned"]
NoticeKind = Literal["reported", "report_resolved", "warned", "removed", "banned"]


class NewReport(Shape):
    """`content`: the message as the reporter saw it; it counts only where the server can't know better."""

    id: NewId
    message_id: AnyId
    reason: ReportReason = "other"
    comment: Annotated[Text, Field(max_length=500)] = ""
    content: Content = ""


class ReportShape(Shape):
    """What was reported, with the message's text as it was then. `verified`: the server knows that it said so."""

    id: AnyId
    conversation_id: AnyId
    conversation_title: str
    message_id: AnyId
    reporter_id: AnyId
    author_id: AnyId
    reason: ReportReason
    comment: str
    content: str
    verified: bool
    file_names: list[str]
    sent_at: Time
    created_at: Time
    resolution: Resolution | None
    resolved_by: AnyId | None
    resolved_at: Time | None


class ReportsQuery(Shape):
    """`open`: those that nobody has dealt with; `all`: the dealt-with ones, too. `before`: the page that follows."""

    state: Literal["open", "all"] = "open"
    before: AnyId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class Decision(Shape):
    """What becomes of a report. `until` belongs to `muted`; `reason` is told to the author of the message."""

    resolution: Resolution
    until: Moment | None = None
    reason: Reason = ""

    @model_validator(mode="after")
    def say_what_is_needed(self) -> Decision:
        if self.resolution == "muted" and self.until is None:
            raise ValueError("say until when")
        if self.resolution == "warned" and not self.reason:
            raise ValueError("a warning needs words")
        return self


class NoticeShape(Shape):
    """`title`: of the conversation; `content`: the beginning of the message that it is about."""

    id: AnyId
    kind: NoticeKind
    conversation_id: AnyId | None
    title: str
    content: str
    reason: str
    created_at: Time
    version: Sequence


ReportReply = wrapped("ReportReply", report=ReportShape)
ReportsReply = wrapped("ReportsReply", reports=list[ReportShape])
NoticesReply = wrapped("NoticesReply", notices=list[NoticeShape])


def report_row(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "conversation_id": report.conversation_id,
        "conversation_title": report.conversation_title,
        "message_id": report.message_id,
        "reporter_id": report.reporter_id,
        "author_id": report.author_id,
        "reason": report.reason,
        "comment": report.comment,
        "content": report.content,
        "verified": report.verified,
        "file_names": report.file_names,
        "sent_at": iso(report.sent_at),
        "created_at": iso(report.created_at),
        "resolution": report.resolution,
        "resolved_by": report.resolved_by,
        "resolved_at": iso_or_none(report.resolved_at),
    }


def notice_row(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "kind": notice.kind,
        "conversation_id": notice.conversation_id,
        "title": notice.title,
        "content": notice.content,
        "reason": notice.reason,
        "created_at": iso(notice.created_at),
        "version": notice.version,
    }
