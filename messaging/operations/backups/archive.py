"""A backup as one tar file: streamed to whoever downloads it, unpacked with care."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

from messaging.core.threads import in_thread
from messaging.operations.backups.errors import BackupFailed

BLOCK = 256 * 1024
RECORD = 512


def packed_size(folder: Path) -> int:
    """How long the tar file of a backup will be, in bytes."""
    return sum(len(_head(folder, path)) + _padded(path.stat().st_size) for path in _parts(folder)) + 2 * RECORD


def packed(folder: Path) -> Iterator[bytes]:
    """The tar file of a backup, block by block: however large it is, it takes no memory and no room on the disk."""
    for path in _parts(folder):
        yield _head(folder, path)
        with path.open("rb") as file:
            while block := in_thread(file.read, BLOCK):
                yield block
        size = path.stat().st_size
        yield b"\0" * (_padded(size) - size)
    yield b"\0" * 2 * RECORD


def _parts(folder: Path) -> list[Path]:
    """Every file, the database and what the backup says of itself first."""
    return sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: (len(path.parts), path))


def _head(folder: Path, path: Path) -> bytes:
    info = tarfile.TarInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
    info.size, info.mtime, info.mode = path.stat().st_size, int(path.stat().st_mtime), 0o600
    return info.tobuf(tarfile.PAX_FORMAT)


def _padded(size: int) -> int:
    return -(-size // RECORD) * RECORD


def unpack(archive: Path, target: Path) -> Path:
    """Unpack a tar file below `target`; returns the backup's folder. Raises BackupFailed for anything unsound."""
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")
    except tarfile.ReadError:
        raise BackupFailed(
            f"{archive.name} is neither a backup's folder nor a downloaded .tar nor a SQLite file, or it is cut. "
            "Nothing was changed."
        ) from None
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BackupFailed(f"{archive.name} cannot be unpacked: {error}. Nothing was changed.") from None
    folders = [path for path in target.iterdir() if path.is_dir()]
    return folders[0] if len(folders) == 1 else target
