"""Pictures and files beside the database. Their names are their content: one that was copied is never copied again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FOLDERS = ("files", "avatars", "link-previews")
"""Below DATA_DIR. What can be made again (previews, the search index) and what is on its way is left out."""


def link_all(source: Path, target: Path, before: Path | None = None) -> dict[str, int]:
    """Bring all media below `source` to `target` as well; returns how many there are in each folder.

    A file that is there already stays. Others are linked, from `source` or, where that is on another disk, from the
    backup `before`, and copied only where neither can be.
    """
    return {name: _bring(source / name, target / name, before and before / name) for name in FOLDERS}


def _bring(source: Path, target: Path, before: Path | None) -> int:
    count = 0
    for path in _files(source):
        place = path.relative_to(source)
        if _bring_file(path, target / place, before and before / place):
            count += 1
    return count


def _bring_file(path: Path, target: Path, before: Path | None) -> bool:
    """Whether the file is at `target` now; it may have been deleted since it was listed."""
    if target.exists():
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    for origin in (path, before):
        try:
            if origin:
                os.link(origin, target)
                return True
        except OSError:
            continue  # another disk, one without links, or gone
    try:
        _copy(path, target)
    except FileNotFoundError:
        return False
    return True


def _copy(path: Path, target: Path) -> None:
    """By another name first: a copy that was cut short must not look like the file."""
    unfinished = target.with_name(f"{target.name}.copying")
    shutil.copyfile(path, unfinished)
    unfinished.replace(target)


def _files(folder: Path) -> list[Path]:
    # Temporary names of files that are being written have a dot; content is named by its hash, at most with an ending.
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
