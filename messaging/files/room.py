"""Whether there is room for a file: refused before its bytes are sent."""

from __future__ import annotations

import shutil

from sqlalchemy.orm import Session

from messaging.core.errors import TooLarge
from messaging.core.settings import settings
from messaging.files.folders import data_dir
from messaging.files.queries import announced_bytes, used_bytes

KEPT_FREE = 100 * 1024 * 1024
"""Left on the disk for messages: without room for them everything stops."""


def check_size(size: int) -> None:
    """Raise TooLarge for what is larger than one file may be."""
    limit = settings().max_upload_bytes
    if size > limit:
        raise TooLarge(f"Files may have at most {in_words(limit)}.", reason="size", limit=limit)


def check_room(session: Session, size: int, beside: int = 0) -> None:
    """Raise TooLarge for what does not fit any more, counting what is on its way, and `beside` it. Inside the unit of
    work that announces it, so that two can't both take the last room."""
    check_size(size)
    check_quota(session, size + beside)
    check_disk(announced_bytes(session) + size + beside)


def check_quota(session: Session, size: int) -> None:
    """Raise TooLarge when all files together would have more than they may."""
    quota = settings().storage_quota_bytes
    if quota is not None and used_bytes(session) + announced_bytes(session) + size > quota:
        raise TooLarge("The server's room for files is used up. Tell whoever runs it.", reason="quota", limit=quota)


def check_disk(size: int) -> None:
    """Raise TooLarge when the disk has no room for so many bytes more."""
    free = shutil.disk_usage(data_dir()).free - KEPT_FREE
    if size > free:
        raise TooLarge("The server's disk is full. Tell whoever runs it.", reason="disk", limit=max(free, 0))


def in_words(size: int) -> str:
    return f"{size / 2**20:g} MB" if size >= 2**20 else f"{size} bytes"
