"""Reads about files as a whole: how much is kept, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.files.blobs import has_blob
from messaging.files.models import File, Upload


def used_bytes(session: Session) -> int:
    """What all files take, each content counted once. (Previews are not counted: they can be made again.)"""
    each = select(File.hash, func.max(File.size).label("size")).group_by(File.hash).subquery()
    return int(session.scalar(select(func.coalesce(func.sum(each.c.size), 0))) or 0)


def announced_bytes(session: Session) -> int:
    """What the uploads on their way will take together."""
    return int(session.scalar(select(func.coalesce(func.sum(Upload.length), 0))) or 0)


def without_bytes(session: Session, ids: Sequence[str]) -> set[str]:
    """Those of these files of which only the row is here: the disk was older than the database, or is another."""
    kept = session.execute(select(File.id, File.hash).where(File.id.in_(ids))) if ids else ()
    return {id_ for id_, digest in kept if not has_blob(digest)}
