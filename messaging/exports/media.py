"""The bytes of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from messaging.core.extensions import db
from messaging.core.threads import in_thread
from messaging.exports.quiet_names import quiet_name
from messaging.exports.zipping import PIECE, Entry
from messaging.files.folders import blob_path, data_dir
from messaging.files.models import File

IN_A_QUERY = 300


def file_entries(names: dict[str, str], missing: list[str]) -> Iterator[Entry]:
    """`files/<id>/<name>` for each; `missing` gathers those whose bytes are not here (any more)."""
    ids = list(names)
    for start in range(0, len(ids), IN_A_QUERY):
        part = ids[start : start + IN_A_QUERY]
        hashes = {row.id: row.hash for row in db.session.execute(select(File.id, File.hash).where(File.id.in_(part)))}
        db.session.rollback()
        for id_ in part:
            path = blob_path(hashes[id_]) if id_ in hashes else None
            if path is None or not path.is_file():
                missing.append(id_)
            else:
                yield Entry(f"files/{id_}/{quiet_name(names[id_])}", _bytes_of(path), packed=True)


def picture_entries() -> Iterator[Entry]:
    """People's pictures, by their hash."""
    folder = data_dir() / "avatars"
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            yield Entry(f"avatars/{path.relative_to(folder).as_posix()}", _bytes_of(path), packed=True)


def _bytes_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := in_thread(file.read, PIECE):
            yield block
