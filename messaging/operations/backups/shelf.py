"""Where backups stand: one folder each, named by its moment in UTC, below DATA_DIR/backups."""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from messaging.core.clock import now
from messaging.core.disk import write_whole
from messaging.operations.backups.errors import BackupFailed
from messaging.operations.backups.manifest import NAME

NAMED = re.compile(r"\d{8}-\d{6}(-\d+)?")
UNFINISHED = ".unfinished"
FAILED = "last-night-failed.txt"
"""Why there is no backup of last night: a file, so that each process knows, whichever of them tried."""


def shelf_of(data_dir: Path) -> Path:
    folder = data_dir / "backups"
    folder.mkdir(exist_ok=True)
    return folder


def backups_in(data_dir: Path) -> list[Path]:
    """All finished backups, newest first."""
    found = [path for path in shelf_of(data_dir).iterdir() if NAMED.fullmatch(path.name) and (path / NAME).is_file()]
    return sorted(found, reverse=True)


def free_name(folder: Path, prefix: str = "") -> Path:
    """A name for this moment, in UTC, that nothing in the folder has yet."""
    moment = f"{prefix}{now():%Y%m%d-%H%M%S}"
    names = (moment, *(f"{moment}-{number}" for number in range(2, 1000)))
    return next(path for name in names if not (path := folder / name).exists())


def prune(data_dir: Path, keep: int) -> None:
    """Remove what is older than the `keep` newest backups, and what never became one."""
    unfinished = shelf_of(data_dir).glob(f"*{UNFINISHED}")
    for stale in [*backups_in(data_dir)[keep:], *unfinished]:
        shutil.rmtree(stale, ignore_errors=True)


def failure_in(data_dir: Path) -> str | None:
    """Why the last backup at night failed, if none was made since."""
    try:
        return (shelf_of(data_dir) / FAILED).read_text()
    except FileNotFoundError:
        return None


def note_failure(data_dir: Path, why: str) -> None:
    """Remember for all processes why the backup of the night failed."""
    with suppress(OSError):  # a disk without room for a line is told of on every page of the administration as it is
        write_whole(shelf_of(data_dir) / FAILED, why.encode())


def forget_failure(data_dir: Path) -> None:
    """There is a newer backup."""
    (shelf_of(data_dir) / FAILED).unlink(missing_ok=True)


@contextmanager
def one_at_a_time(data_dir: Path) -> Iterator[None]:
    """Raises BackupFailed while another process or person is making a backup here."""
    with (shelf_of(data_dir) / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed("A backup is being made already. Wait for it, then try again.") from None
        yield
