"""What takes room on the disk: by kind, by person, the largest files, and all around them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import ColumnElement, case, func, select, text

from messaging.accounts.models import User
from messaging.core.extensions import db
from messaging.core.threads import in_thread
from messaging.files.models import File, MessageFile
from messaging.operations.backups.databases import sqlite_file

FOLDERS = {
    "avatars": "Profile pictures",
    "previews": "Previews of files",
    "link-previews": "Cards of linked pages",
    "uploads": "Uploads on their way",
    "backups": "Backups",
}
_KIND: ColumnElement[str] = case(
    (File.media_type.like("image/%"), "Pictures"),
    (File.media_type.like("audio/%"), "Sound and voice"),
    (File.media_type.like("video/%"), "Films"),
    else_="Documents and other files",
)


@dataclass(frozen=True, slots=True)
class Disk:
    """In bytes."""

    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of something, and their bytes."""

    name: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Holder:
    user: User
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Large:
    file: File
    owner: User
    used: int
    """How many messages hold it."""


def disk() -> Disk:
    usage = shutil.disk_usage(current_app.config["DATA_DIR"])
    return Disk(usage.total, usage.free)


def database_bytes() -> int:
    """The SQLite file with its journal, or what PostgreSQL says."""
    file = sqlite_file(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if file is None:
        return int(db.session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    parts = (file, file.with_name(f"{file.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())


def files_by_kind() -> list[Amount]:
    """Kept files, each content once, the largest kind first."""
    each = select(File.hash, func.max(File.size).label("size"), func.max(_KIND).label("kind")).group_by(File.hash)
    kept = each.subquery()
    statement = select(kept.c.kind, func.count(), func.sum(kept.c.size)).group_by(kept.c.kind)
    amounts = [Amount(kind, count, int(size)) for kind, count, size in db.session.execute(statement)]
    return sorted(amounts, key=lambda amount: -amount.size)


def folders() -> list[Amount]:
    """What else lies in DATA_DIR."""
    data_dir: Path = current_app.config["DATA_DIR"]
    return in_thread(lambda: [_amount(label, data_dir / name) for name, label in FOLDERS.items()])


def holders(limit: int = 20) -> list[Holder]:
    """Whose files take most. A file that two people sent counts for each."""
    size = func.sum(File.size)
    statement = (
        select(User, func.count(File.id), size)
        .join(File, File.owner_id == User.id)
        .group_by(User.id)
        .order_by(size.desc())
        .limit(limit)
    )
    return [Holder(user, count, int(total)) for user, count, total in db.session.execute(statement)]


def largest_files(limit: int = 20) -> list[Large]:
    used = select(func.count()).where(MessageFile.file_id == File.id).scalar_subquery()
    statement = (
        select(File, User, used).join(User, User.id == File.owner_id).order_by(File.size.desc(), File.id).limit(limit)
    )
    return [Large(*row) for row in db.session.execute(statement)]


def files_of(user_id: str) -> Amount:
    """How many files somebody has sent, and what they take."""
    statement = select(func.count(File.id), func.coalesce(func.sum(File.size), 0)).where(File.owner_id == user_id)
    count, size = db.session.execute(statement).one()
    return Amount("files", count, int(size))


def _amount(label: str, folder: Path) -> Amount:
    """All files below a folder. Backups share files with what stands beside them: each is counted once."""
    seen: set[int] = set()
    count = size = 0
    for path in folder.rglob("*") if folder.exists() else ():
        try:
            held = path.lstat()
        except FileNotFoundError:  # swept away while we look
            continue
        if not path.is_file() or held.st_ino in seen:
            continue
        seen.add(held.st_ino)
        count, size = count + 1, size + held.st_size
    return Amount(label, count, size)
