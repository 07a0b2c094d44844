"""What a backup says of itself: `manifest.json`, written last, so that a folder without one is no backup."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from messaging.operations.backups.errors import BackupFailed

NAME = "manifest.json"
FORMAT = 1
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`made_at` in ISO 8601; `size` of the database in bytes; `counts` of rows by table; `media`: files by folder."""

    format: int
    made_at: str
    server_id: str
    epoch: str
    revision: str
    database: str
    size: int
    sha256: str
    counts: dict[str, int]
    media: dict[str, int]

    def write(self, folder: Path) -> None:
        (folder / NAME).write_bytes(orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`; raises BackupFailed where there is none that this version understands."""
    try:
        told = orjson.loads((folder / NAME).read_bytes())
        manifest = Manifest(**{name: told[name] for name in Manifest.__slots__})
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        raise BackupFailed(f"{folder} is no backup of QuChat: its {NAME} is missing or damaged.") from None
    if manifest.format > FORMAT:
        raise BackupFailed("The backup was made by a newer version of QuChat. Install that version, then restore.")
    if Path(manifest.database).name != manifest.database:
        raise BackupFailed(f"The {NAME} names a database outside of the backup. Nothing was restored.")
    return manifest


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
