"""What concerns one person alone, in the shapes of the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from messaging.accounts.models import Device, Invite, Preferences, User
from messaging.accounts.schemas import device_row, preferences_row, user_row
from messaging.contacts.models import Contact
from messaging.contacts.schemas import contact_row
from messaging.contexts.queries import own_rows
from messaging.conversations.models import Membership
from messaging.conversations.queries import conversation_ids_of
from messaging.conversations.schemas import settings_row
from messaging.core.clock import iso
from messaging.core.extensions import db
from messaging.exports.lines import Line, told
from messaging.files.access import visible_to
from messaging.files.models import File
from messaging.files.schemas import file_row
from messaging.messages.models import Message
from messaging.messages.queries import messages_with
from messaging.moderation.models import Notice, Report
from messaging.moderation.schemas import notice_row

AT_A_TIME = 300


def account_lines(user_id: str) -> Iterator[Line]:
    """Profile and settings, devices, contacts, contexts, files, reports, notices, and what one wrote where one was."""
    session = db.session()
    user = session.get_one(User, user_id)
    yield from told("user", [user_row(user) | {"email": user.email}])
    held = session.get(Preferences, user_id)
    yield from told("preferences", [preferences_row(held)] if held else [])
    devices = session.scalars(select(Device).where(Device.user_id == user_id).order_by(Device.id))
    yield from told("device", map(device_row, devices))
    invites = session.scalars(select(Invite).where(Invite.created_by == user_id).order_by(Invite.id))
    yield from told("invite", map(_invite, invites))
    contacts = session.scalars(select(Contact).where(Contact.user_id == user_id).order_by(Contact.id)).all()
    yield from told("contact", map(contact_row, contacts))
    known = session.scalars(select(User).where(User.id.in_([contact.contact_id for contact in contacts])))
    yield from told("user", map(user_row, known))
    yield from told("context", own_rows(session, user_id))
    members = session.scalars(select(Membership).where(Membership.user_id == user_id, Membership.left_at.is_(None)))
    yield from told("settings", map(settings_row, members))
    files = session.scalars(select(File).where(File.owner_id == user_id, visible_to(user_id)).order_by(File.id))
    yield from told("file", map(file_row, files))
    reports = session.scalars(select(Report).where(Report.reporter_id == user_id).order_by(Report.id))
    yield from told("report", map(_report, reports))
    notices = session.scalars(select(Notice).where(Notice.user_id == user_id).order_by(Notice.id))
    yield from told("notice", map(notice_row, notices))
    yield from told("message", _written_elsewhere(user_id))


def _invite(invite: Invite) -> Line:
    return {
        "id": invite.id,
        "conversation_id": invite.conversation_id,
        "role": invite.role,
        "uses_left": invite.uses_left,
        "expires_at": iso(invite.expires_at),
        "created_at": iso(invite.created_at),
    }


def _report(report: Report) -> Line:
    """What one told. What came of it is others' business, too."""
    return {
        "id": report.id,
        "conversation_id": report.conversation_id,
        "message_id": report.message_id,
        "reason": report.reason,
        "comment": report.comment,
        "content": report.content,
        "created_at": iso(report.created_at),
    }


def _written_elsewhere(user_id: str) -> Iterator[Line]:
    """One's own words in conversations that one has left: they are one's own all the same."""
    present = conversation_ids_of(db.session(), user_id)
    after = ""
    while True:
        ids = db.session.scalars(
            select(Message.id)
            .where(Message.sender_id == user_id, Message.conversation_id.not_in(present), Message.id > after)
            .order_by(Message.id)
            .limit(AT_A_TIME)
        ).all()
        if not ids:
            return
        yield from _without_files(ids)
        after = ids[-1]


def _without_files(ids: Sequence[str]) -> list[Line]:
    """Files stay with the conversation that holds them (docs/files.md)."""
    return [row | {"attachments": [], "context_ids": []} for row in messages_with(ids)]


def own_files(user_id: str) -> dict[str, str]:
    """Name by id of one's own files that one may see."""
    rows = db.session.execute(select(File.id, File.name).where(File.owner_id == user_id, visible_to(user_id)))
    return {row.id: row.name for row in rows}
