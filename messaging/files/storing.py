"""A file that has arrived becomes one that messages can carry."""

from __future__ import annotations

from pathlib import Path

from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import IdConflict, ValidationFailed
from messaging.files import blobs
from messaging.files.examining import Facts, examined
from messaging.files.models import File, Upload
from messaging.files.previews import keep_previews
from messaging.files.room import check_quota
from messaging.files.schemas import NewFile


class ChecksumMismatch(ValidationFailed):
    """What arrived is not what was announced. (460 is tus's own.)"""

    status = 460


def store(actor: Actor, form: NewFile, source: Path) -> tuple[File, bool]:
    """Keep the bytes in `source`, which is used up, as the actor's file; returns it, and whether it is new.

    The same file sent again gives what is stored; other bytes under its id IdConflict.
    """
    with examined(source) as (facts, folder):
        if form.sha256 and form.sha256 != facts.source_hash:
            raise ChecksumMismatch.of("sha256", "is not that of the bytes which arrived")
        kept = folder / "clean" if facts.clean else source
        blobs.settle(kept)
        with unit_of_work() as unit:
            held = unit.session.get(File, form.id, populate_existing=True)
            if held is None:
                _forget_upload(unit, form.id)
                if not blobs.has_blob(facts.hash):  # looked at again: others may have come meanwhile
                    check_quota(unit.session, facts.size)
                blobs.keep(unit, kept, facts.hash)
                file = _file(actor, form, facts)
                unit.session.add(file)
                unit.session.flush()
            else:
                file = _stored_before(unit, actor, held, facts, kept)
        keep_previews(facts.hash, facts.previews, folder)
        return file, held is None


def _file(actor: Actor, form: NewFile, facts: Facts) -> File:
    return File(
        id=form.id,
        owner_id=actor.user_id,
        name=form.name,
        hash=facts.hash,
        size=facts.size,
        source_hash=facts.source_hash,
        source_size=facts.source_size,
        media_type=facts.media_type,
        width=facts.width,
        height=facts.height,
        duration_ms=form.duration_ms if form.duration_ms is not None else facts.duration_ms,
        waveform=form.waveform,
        has_preview=bool(facts.previews),
        created_at=now(),
    )


def _stored_before(unit: UnitOfWork, actor: Actor, held: File, facts: Facts, kept: Path) -> File:
    """The same file again. Where its bytes were lost, with a disk or in a restore, they are back now."""
    if held.owner_id != actor.user_id or facts.source_hash != held.source_hash:
        raise IdConflict()
    _forget_upload(unit, held.id)
    if not blobs.has_blob(held.hash):
        blobs.keep(unit, kept, facts.hash)
        held.hash, held.size, held.has_preview = facts.hash, facts.size, bool(facts.previews)
    return held


def _forget_upload(unit: UnitOfWork, upload_id: str) -> None:
    upload = unit.session.get(Upload, upload_id)
    if upload:
        unit.session.delete(upload)


def store_again(actor: Actor, form: NewFile, known: File) -> File:
    """A file with the bytes of one that is here already: nothing has to be sent."""
    with unit_of_work() as unit:
        blobs.one_keeper(unit)
        facts = {name: getattr(known, name) for name in _OF_THE_BYTES}
        file = File(
            id=form.id,
            owner_id=actor.user_id,
            name=form.name,
            duration_ms=form.duration_ms if form.duration_ms is not None else known.duration_ms,
            waveform=form.waveform,
            created_at=now(),
            **facts,
        )
        unit.session.add(file)
        return file


_OF_THE_BYTES = ("hash", "size", "source_hash", "source_size", "media_type", "width", "height", "has_preview")
