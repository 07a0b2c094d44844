"""Reading the audit log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from messaging.accounts.models import User
from messaging.core.audit import AuditEntry
from messaging.core.extensions import db

AT_ONCE = 500
SERVER = "The server’s console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What of the log is wanted; None: everything. `until` is the last day that counts."""

    actor: str | None = None
    """A username."""
    action: str | None = None
    target_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, and who did it."""

    entry: AuditEntry
    username: str | None
    display_name: str

    @property
    def id(self) -> str:
        return self.entry.id


def entries(wanted: Filter, *, before: str | None = None, limit: int = 50) -> Sequence[Told]:
    """Entries, newest first, older than the entry `before`. (Ids of entries stand in the order of their times.)"""
    statement = _matching(wanted).order_by(AuditEntry.id.desc()).limit(limit)
    if before:
        statement = statement.where(AuditEntry.id < before)
    return [_told(*row) for row in db.session.execute(statement)]


def all_entries(wanted: Filter) -> Iterator[Told]:
    """Every entry, newest first, read in pieces."""
    before = None
    while piece := entries(wanted, before=before, limit=AT_ONCE):
        yield from piece
        before = piece[-1].id


def actions() -> list[str]:
    """What has been done here so far."""
    return list(db.session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def _matching(wanted: Filter) -> Select[AuditEntry, str, str]:
    statement = select(AuditEntry, User.username, User.display_name).outerjoin(User, User.id == AuditEntry.actor_id)
    conditions = {
        User.username: wanted.actor,
        AuditEntry.action: wanted.action,
        AuditEntry.target_id: wanted.target_id,
    }
    for column, value in conditions.items():
        if value is not None:
            statement = statement.where(column == value)
    if wanted.since:
        statement = statement.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        statement = statement.where(AuditEntry.at < wanted.until + timedelta(days=1))
    return statement


def _told(entry: AuditEntry, username: str | None, display_name: str | None) -> Told:
    return Told(entry, username, display_name or (SERVER if entry.actor_id is None else "Somebody who is gone"))
