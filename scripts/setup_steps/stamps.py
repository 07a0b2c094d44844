"""A step leaves a stamp, the hash of what it worked from, and is skipped while that hash stays the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from .paths import STAMPS


def digest(files: Iterable[Path], *extra: str) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for text in extra:
        total.update(text.encode() + b"\0")
    return total.hexdigest()


def read(name: str) -> str | None:
    try:
        return (STAMPS / name).read_text()
    except FileNotFoundError:
        return None


def clear(name: str) -> None:
    """Called before a step starts, so that an interrupted one is done again."""
    (STAMPS / name).unlink(missing_ok=True)


def write(name: str, content: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    draft = STAMPS / f"{name}.new"
    draft.write_text(content)
    draft.replace(STAMPS / name)
