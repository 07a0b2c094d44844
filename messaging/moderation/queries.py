"""Reads of reports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from messaging.core.actor import Actor
from messaging.core.extensions import db
from messaging.moderation.access import access_moderated
from messaging.moderation.models import Report
from messaging.moderation.schemas import ReportsQuery, report_row


def reports_in(actor: Actor, conversation_id: str, query: ReportsQuery) -> list[dict[str, Any]]:
    """Reports of messages of a group, newest first, for its moderators; none about themselves."""
    access_moderated(actor, conversation_id)
    return _rows(query, Report.conversation_id == conversation_id, Report.author_id != actor.user_id)


def all_reports(actor: Actor, query: ReportsQuery) -> list[dict[str, Any]]:
    """Reports of the whole installation, newest first. The caller has seen to it that an administrator asks."""
    return _rows(query, Report.author_id != actor.user_id)


def _rows(query: ReportsQuery, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    wanted = select(Report).where(*conditions).order_by(Report.created_at.desc(), Report.id.desc()).limit(query.limit)
    if query.state == "open":
        wanted = wanted.where(Report.resolution.is_(None))
    last = db.session.get(Report, query.before) if query.before else None
    if last is not None:
        earlier = (Report.created_at < last.created_at) | (
            (Report.created_at == last.created_at) & (Report.id < last.id)
        )
        wanted = wanted.where(earlier)
    return [report_row(report) for report in db.session.scalars(wanted)]


def open_count() -> int:
    """How many reports wait."""
    return db.session.scalar(select(func.count()).select_from(Report).where(Report.resolution.is_(None))) or 0
