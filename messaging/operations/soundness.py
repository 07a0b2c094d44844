"""A SQLite file is looked at before anything is done with it: a damaged one is named, left as it is, and not worked
with. Later it would be found out message by message, and the copies of each night would be damaged, too."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from config import Config, ConfigurationError
from messaging.operations.backups.databases import opened, sqlite_file
from messaging.operations.backups.shelf import backups_in
from messaging.operations.high_water import NOTE

CHECKED_WHOLE = 64 * 2**20
"""Bytes up to which every page is read: a third of a second. Larger ones are read by the backup of each night."""


def check_database_file(config: Config) -> None:
    """Raises ConfigurationError, with what to do, where the file can't be worked with."""
    file = sqlite_file(config.database_url)
    if file is None or not file.exists():
        return
    if file.stat().st_size == 0:
        _check_new(file, config)
        return
    finding = _cut_off(file) or _finding(file)
    if finding:
        raise ConfigurationError(f"The database {file} cannot be opened: {finding}. {_what_to_do(config)}")


def _check_new(file: Path, config: Config) -> None:
    """An empty file is a new database, but not where there was one: a full disk or a hasty copy leaves such files."""
    if (config.data_dir / NOTE).exists():
        raise ConfigurationError(
            f"The database {file} is empty, though {config.data_dir} was in use. {_what_to_do(config)} "
            f"To begin with nothing, remove {file.name} and {NOTE}."
        )


def _cut_off(file: Path) -> str | None:
    """Whether pages are missing at the end. The file's head says how many there are (sqlite.org/fileformat.html)."""
    with file.open("rb") as opened:
        head = opened.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3\x00"):
        return "it is no SQLite database"
    page = int.from_bytes(head[16:18]) or 1
    pages, is_valid = int.from_bytes(head[28:32]), head[24:28] == head[92:96]
    there = file.stat().st_size
    promised = pages * (65536 if page == 1 else page)
    return f"{promised - there} bytes are missing at its end" if is_valid and there < promised else None


def _finding(file: Path) -> str | None:
    """What SQLite says, reading alone."""
    try:
        with opened(file) as database:
            if file.stat().st_size > CHECKED_WHOLE:
                database.execute("SELECT count(*) FROM sqlite_master")
                return None
            found = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        return None  # not damaged but locked, or without rights: whoever works with it says so
    except sqlite3.DatabaseError as error:
        found = str(error)
    return None if found == "ok" else " ".join(found.split())


def _what_to_do(config: Config) -> str:
    newest = next(iter(backups_in(config.data_dir)), None)
    backup = f"the newest one is {newest}" if newest else "there is none in DATA_DIR/backups"
    return (
        "Nothing was changed. Put a backup in its place: flask restore BACKUP "
        f"({backup}; docs/backup.md). What it lacks, people's devices give back."
    )
