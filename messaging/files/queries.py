"""Reads about files as a whole: how much is kept."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.files.models import File, Upload


def used_bytes(session: Session) -> int:
    """What all files take, each content counted once. (Previews are not counted: they can be made again.)"""
    each = select(File.hash, func.max(File.size).label("size")).group_by(File.hash).subquery()
    return int(session.scalar(select(func.coalesce(func.sum(each.c.size), 0))) or 0)


def announced_bytes(session: Session) -> int:
    """What the uploads on their way will take together."""
    return int(session.scalar(select(func.coalesce(func.sum(Upload.length), 0))) or 0)
