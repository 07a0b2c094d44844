"""Uploads that go on where they were cut (tus 1.0.0): created with a length, filled block by block, then stored.

How far one has come is the size of its part on the disk. Each block is added only where it belongs, so that of two
requests that send the same upload at once one goes on and the other is told (VersionConflict, 409).
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select

from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import IdConflict, NotFound, TooLarge, ValidationFailed, VersionConflict
from messaging.core.extensions import db
from messaging.core.threads import in_thread
from messaging.files.access import access_own_unattached, access_upload, visible_to
from messaging.files.blobs import has_blob
from messaging.files.folders import part_path
from messaging.files.models import File, Upload
from messaging.files.release import release
from messaging.files.room import check_disk, check_room
from messaging.files.schemas import NewFile
from messaging.files.storing import ChecksumMismatch, store, store_again

LIFETIME = timedelta(days=1)
"""From the last byte that arrived."""
MOST_AT_ONCE = 100
"""Uploads of one person that have not ended; a client sends two or three beside each other."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload has come, in bytes, and when it is forgotten if it goes no further."""

    length: int
    offset: int
    expires_at: datetime | None = None

    @property
    def finished(self) -> bool:
        """Whether the file is there. An upload with all its bytes is not finished until it was stored."""
        return self.expires_at is None


def begin(actor: Actor, form: NewFile, length: int) -> Progress:
    """Create an upload, or give the one that is there under this id; raises TooLarge before a byte is sent.

    What the actor has here already, by its SHA-256, is finished at once.
    """
    with unit_of_work() as unit:
        held = unit.session.get(File, form.id, populate_existing=True)
        if held and (held.owner_id, held.source_size) != (actor.user_id, length):
            raise IdConflict()
        if held and has_blob(held.hash):
            return Progress(length, length)
        upload = unit.session.get(Upload, form.id, populate_existing=True)
        if upload is None and (known := _known(unit, actor, form, length)):
            store_again(actor, form, known)
            return Progress(length, length)
        if upload is None:
            upload = _announce(unit, actor, form, length)
        elif (upload.owner_id, upload.length) != (actor.user_id, length):
            raise IdConflict()
        part_path(form.id).touch()
    return go_on(actor, upload)


def _known(unit: UnitOfWork, actor: Actor, form: NewFile, length: int) -> File | None:
    """A file with these bytes that the actor may see. Others' are not looked at: having a file must tell nobody that
    it is here. (A picture that lost its place is another file than the one that was sent; only its owner had that.)"""
    held = unit.session.get(File, form.id)
    if form.sha256 is None or held:
        return None
    same = or_(
        (File.hash == form.sha256) & (File.size == length),
        (File.source_hash == form.sha256) & (File.source_size == length) & (File.owner_id == actor.user_id),
    )
    found = unit.session.scalars(select(File).where(same, visible_to(actor.user_id)).limit(10))
    return next((file for file in found if has_blob(file.hash)), None)


def _announce(unit: UnitOfWork, actor: Actor, form: NewFile, length: int) -> Upload:
    under_way = select(Upload.id).where(Upload.owner_id == actor.user_id).limit(MOST_AT_ONCE)
    if len(unit.session.scalars(under_way).all()) == MOST_AT_ONCE:
        raise ValidationFailed.of("id", f"you have {MOST_AT_ONCE} unfinished uploads; finish or cancel some first")
    check_room(unit.session, length)
    part_path(form.id).unlink(missing_ok=True)  # of an upload that a restored database does not know
    upload = Upload(
        id=form.id,
        owner_id=actor.user_id,
        name=form.name,
        length=length,
        sha256=form.sha256,
        duration_ms=form.duration_ms,
        waveform=form.waveform,
        created_at=now(),
    )
    unit.session.add(upload)
    return upload


def progress(actor: Actor, upload_id: str) -> Progress:
    """How far the actor's upload has come; one with all its bytes is stored now, if a crash kept it from being so."""
    file = db.session.get(File, upload_id, populate_existing=True)
    if file and file.owner_id == actor.user_id and has_blob(file.hash):
        return Progress(file.source_size, file.source_size)
    return go_on(actor, access_upload(actor, upload_id))


def go_on(actor: Actor, upload: Upload) -> Progress:
    """The progress of an upload on its way; finishes it when every byte is here."""
    here = Progress(upload.length, _size(upload.id), expires_at(upload))
    if here.offset < here.length:
        return here
    form = _form(upload)
    db.session.rollback()  # examining takes its time; nothing is held meanwhile
    return _finish(actor, form, here.length)


def add(actor: Actor, upload_id: str, offset: int, blocks: Iterable[bytes]) -> Progress:
    """Add what a request brings, from `offset` on; raises VersionConflict when that is not where the upload stands.

    What arrived stays, also when the connection breaks in the middle.
    """
    here = progress(actor, upload_id)
    if offset != here.offset:
        raise VersionConflict("The upload stands elsewhere; ask how far it has come.", offset=here.offset)
    if here.finished:
        return here
    part, at = part_path(upload_id), offset
    db.session.rollback()
    check_disk(here.length - offset)
    try:
        for block in blocks:
            if at + len(block) > here.length:
                raise TooLarge("This is more than was announced.", reason="length", limit=here.length)
            at = in_thread(_append, part, at, block)
    finally:
        in_thread(_sync, part)
    return go_on(actor, access_upload(actor, upload_id))


def _append(part: Path, at: int, block: bytes) -> int:
    """Add a block where it belongs; returns where the next one does."""
    try:
        with part.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_size != at:
                raise VersionConflict("Another request is sending this upload; ask how far it has come.")
            os.pwrite(file.fileno(), block, at)
    except FileNotFoundError:
        raise NotFound() from None  # cancelled meanwhile
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise TooLarge("The server's disk is full. Tell whoever runs it.", reason="disk", limit=0) from None
        raise
    return at + len(block)


def _sync(part: Path) -> None:
    """An offset that was told must hold, also when the power fails."""
    if part.exists():
        with part.open("rb") as file:
            os.fsync(file.fileno())


def _size(upload_id: str) -> int:
    try:
        return part_path(upload_id).stat().st_size
    except FileNotFoundError:
        return 0


def expires_at(upload: Upload) -> datetime:
    """When it is forgotten, unless more of it arrives."""
    try:
        touched = datetime.fromtimestamp(part_path(upload.id).stat().st_mtime, UTC)
    except FileNotFoundError:
        touched = upload.created_at
    return touched + LIFETIME


def _form(upload: Upload) -> NewFile:
    return NewFile(
        id=upload.id,
        name=upload.name,
        duration_ms=upload.duration_ms,
        waveform=upload.waveform,
        sha256=upload.sha256,
    )


def _finish(actor: Actor, form: NewFile, length: int) -> Progress:
    """Store what has arrived. Two requests may try; the later one finds the file."""
    try:
        store(actor, form, part_path(form.id))
    except FileNotFoundError:
        if db.session.get(File, form.id, populate_existing=True) is None:
            raise NotFound() from None
    except (ChecksumMismatch, IdConflict):
        _forget(form.id)
        raise
    part_path(form.id).unlink(missing_ok=True)  # a cleaned version was kept instead
    return Progress(length, length)


def cancel(actor: Actor, upload_id: str) -> None:
    """End an upload and forget its bytes; a finished one goes as long as no message holds it."""
    upload = db.session.get(Upload, upload_id, populate_existing=True)
    if upload and upload.owner_id == actor.user_id:
        _forget(upload_id)
    else:
        delete_file(actor, upload_id)


def delete_file(actor: Actor, file_id: str) -> None:
    """Delete one's own file, which no message holds."""
    with unit_of_work() as unit:
        release(unit, [access_own_unattached(actor, file_id).id])


def _forget(upload_id: str) -> None:
    with unit_of_work() as unit:
        upload = unit.session.get(Upload, upload_id)
        if upload:
            unit.session.delete(upload)
        unit.afterwards.append(lambda: part_path(upload_id).unlink(missing_ok=True))
