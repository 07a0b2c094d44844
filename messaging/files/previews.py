"""Which preview is served, and making them anew where they are gone: they are no part of a backup."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from messaging.core.errors import NotFound
from messaging.files.examining import examined
from messaging.files.folders import blob_path, preview_folder, uploads_dir
from messaging.files.models import File

WIDTHS = (160, 480, 960, 1920)
"""As the examiner makes them (`examiner/pictures.py`)."""


def preview_of(file: File, width: int) -> Path:
    """The narrowest preview that is at least so wide, else the widest; raises NotFound where there is none."""
    if not file.has_preview:
        raise NotFound()
    found = _nearest(preview_folder(file.hash), width)
    if found is None and blob_path(file.hash).exists():
        with examined(blob_path(file.hash)) as (facts, folder):
            keep_previews(facts.hash, facts.previews, folder)
        found = _nearest(preview_folder(file.hash), width)
    if found is None:
        raise NotFound()
    return found


def _nearest(folder: Path, width: int) -> Path | None:
    made = [folder / f"{each}.webp" for each in WIDTHS]
    present = [path for path in made if path.exists()]
    return next((path for path in present if int(path.stem) >= width), present[-1] if present else None)


def keep_previews(digest: str, widths: tuple[int, ...], folder: Path) -> None:
    """Put previews where they are served from, all of them at once."""
    target = preview_folder(digest)
    if not widths or target.exists():
        return
    whole = Path(tempfile.mkdtemp(prefix="previews-", dir=uploads_dir()))
    for width in widths:
        shutil.move(folder / f"{width}.webp", whole / f"{width}.webp")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        whole.rename(target)
    except OSError:  # somebody else was quicker
        shutil.rmtree(whole, ignore_errors=True)
