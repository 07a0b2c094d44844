"""Files on messages: `file_ids` of a new one, `attachments` of its row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from messaging.core.actor import Actor
from messaging.core.database import UnitOfWork
from messaging.core.errors import ValidationFailed
from messaging.files.access import visible_files
from messaging.files.models import File, MessageFile
from messaging.files.release import release
from messaging.files.schemas import file_row
from messaging.messages.attachables import attachable
from messaging.messages.draft import Draft


class Files:
    """Files hang on messages. Whoever sees a file may send it on: it is kept once."""

    inbound = "file_ids"
    outbound = "attachments"

    def check(self, unit: UnitOfWork, draft: Draft, ids: Sequence[str]) -> None:
        """A message that is given back after a restore comes with those of its files that are here again."""
        if not draft.given_back and len(visible_files(unit.session, draft.actor, ids)) < len(ids):
            raise ValidationFailed.of("file_ids", "names a file that does not exist")

    def attach(self, unit: UnitOfWork, draft: Draft, ids: Sequence[str]) -> list[Any]:
        found = visible_files(unit.session, draft.actor, ids)
        files = [found[id_] for id_ in ids if id_ in found]
        places = [{"message_id": draft.id, "place": n, "file_id": file.id} for n, file in enumerate(files)]
        if places:
            unit.session.execute(insert(MessageFile), places)
        return [file_row(file) for file in files]

    def load(self, session: Session, message_ids: Sequence[str]) -> Mapping[str, list[Any]]:
        statement = (
            select(MessageFile.message_id, File)
            .join(File, File.id == MessageFile.file_id)
            .where(MessageFile.message_id.in_(message_ids))
            .order_by(MessageFile.message_id, MessageFile.place)
        )
        rows: defaultdict[str, list[Any]] = defaultdict(list)
        for message_id, file in session.execute(statement):
            rows[message_id].append(file_row(file))
        return rows

    def detach(self, unit: UnitOfWork, actor: Actor, message_id: str) -> None:
        held = delete(MessageFile).where(MessageFile.message_id == message_id).returning(MessageFile.file_id)
        release(unit, unit.session.scalars(held).all())


attachable(Files())
