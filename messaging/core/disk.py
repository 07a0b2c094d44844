"""Files that are there whole or not at all."""

from __future__ import annotations

import time
from pathlib import Path

from messaging.core.ids import new_id


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name, then put it in its place, whoever else writes the same at the same time.

    What stood there stays as it was for whoever reads it or, as backups do, links to it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{new_id()}")
    fresh.write_bytes(data)
    fresh.replace(path)


def is_older(path: Path, seconds: float) -> bool:
    """Whether a file was written longer ago; False where it is gone."""
    try:
        return path.stat().st_mtime < time.time() - seconds
    except FileNotFoundError:
        return False
