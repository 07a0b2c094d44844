"""Letting go: a file that no message holds any more goes, and its bytes when no other file has the same.

Rows go in the transaction of whatever freed them, bytes after its commit: a rollback must find them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.signals import conversation_erased
from messaging.core.threads import in_thread
from messaging.files.blobs import one_keeper
from messaging.files.folders import blob_path, preview_folder, uploads_dir
from messaging.files.models import File, MessageFile
from messaging.messages.models import Message

AT_ONCE = 500
"""Ids that one statement takes."""


def release(unit: UnitOfWork, file_ids: Sequence[str]) -> int:
    """Remove those of these files that no message holds; how many those were."""
    hashes: list[str] = []
    for start in range(0, len(file_ids), AT_ONCE):
        some = File.id.in_(file_ids[start : start + AT_ONCE])
        unheld = delete(File).where(some, ~exists().where(MessageFile.file_id == File.id)).returning(File.hash)
        hashes += unit.session.scalars(unheld.execution_options(synchronize_session=False))
    if hashes:
        unit.afterwards.append(lambda: remove_unused(hashes))
    return len(hashes)


def remove_unused(hashes: Iterable[str]) -> None:
    """Remove the bytes under these hashes that no file has.

    Out of the way while nobody can refer to them, which takes no time, and from the disk afterwards, which may.
    """
    aside = Path(tempfile.mkdtemp(prefix="removed-", dir=uploads_dir()))
    with unit_of_work() as unit:
        one_keeper(unit)
        for digest in unused(unit.session, hashes):
            for number, path in enumerate((blob_path(digest), preview_folder(digest))):
                if path.exists():
                    path.rename(aside / f"{digest}-{number}")
    in_thread(shutil.rmtree, aside, ignore_errors=True)


def unused(session: Session, hashes: Iterable[str]) -> set[str]:
    """Those of these hashes that no file has."""
    wanted = set(hashes)
    return wanted - set(session.scalars(select(File.hash).where(File.hash.in_(wanted))))


@conversation_erased.connect
def release_conversation(unit: UnitOfWork, conversation_id: str) -> None:
    """A conversation is about to go with its messages: what only they hold goes, too."""
    inside = select(Message.id).where(Message.conversation_id == conversation_id)
    held = delete(MessageFile).where(MessageFile.message_id.in_(inside)).returning(MessageFile.file_id)
    release(unit, list(set(unit.session.scalars(held.execution_options(synchronize_session=False)))))
