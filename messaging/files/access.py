"""Load a file as somebody who may see it now, or NotFound."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from messaging.conversations.models import Membership
from messaging.core.actor import Actor
from messaging.core.errors import Forbidden, NotFound, ValidationFailed
from messaging.core.extensions import db
from messaging.files.models import File, MessageFile, Upload
from messaging.messages.models import Message


def visible_to(user_id: str) -> ColumnElement[bool]:
    """Which files a person may see: those in messages of conversations that they are in now, and their own which no
    message holds yet. Who has left a conversation sees nothing that is only in there, also of their own."""
    attached = exists().where(MessageFile.file_id == File.id)
    shared = (
        exists()
        .where(MessageFile.file_id == File.id)
        .where(MessageFile.message_id == Message.id)
        .where(Membership.conversation_id == Message.conversation_id)
        .where(Membership.user_id == user_id, Membership.left_at.is_(None))
    )
    return or_(shared, and_(File.owner_id == user_id, ~attached))


def visible_files(session: Session, actor: Actor, ids: Sequence[str]) -> dict[str, File]:
    """Those of these files that the actor may see, by id."""
    statement = select(File).where(File.id.in_(ids), visible_to(actor.user_id))
    files = session.scalars(statement.execution_options(populate_existing=True))
    return {file.id: file for file in files}


def access_file(actor: Actor, file_id: str) -> File:
    """The file; raises NotFound for anyone who may not see it now."""
    file = visible_files(db.session(), actor, [file_id]).get(file_id)
    if file is None:
        raise NotFound()
    return file


def access_own_unattached(actor: Actor, file_id: str) -> File:
    """A file of the actor's own that no message holds."""
    file = access_file(actor, file_id)
    if file.owner_id != actor.user_id:
        raise Forbidden("Only who uploaded a file can delete it.")
    if db.session.scalar(select(exists().where(MessageFile.file_id == file_id))):
        raise ValidationFailed.of("id", "is attached to a message; delete the message instead")
    return file


def access_upload(actor: Actor, upload_id: str) -> Upload:
    """The actor's own upload on its way."""
    upload = db.session.get(Upload, upload_id, populate_existing=True)
    if upload is None or upload.owner_id != actor.user_id:
        raise NotFound()
    return upload
