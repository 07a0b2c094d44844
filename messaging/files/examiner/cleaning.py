"""A picture or a film without what its camera wrote beside it: where it was taken, when, by whom, with what.

Pixels and sound stay as they are, bit for bit; only how to turn a picture upright is written anew. What can't be
understood is left alone: nobody's picture is damaged to be tidy.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from . import gif, isobmff, jpeg, png, webp
from .exif import orientation_of

MAX_BYTES = 200 * 1024 * 1024
"""Read at once; larger pictures are left alone, and are downloads."""

_REWRITERS: dict[str, Callable[[bytes, int], bytes]] = {
    "image/jpeg": jpeg.without_metadata,
    "image/png": png.without_metadata,
    "image/webp": webp.without_metadata,
    "image/gif": gif.without_metadata,
}
_PICTURES = {"image/avif", "image/heic"}
_FILMS = {"video/mp4", "video/quicktime", "audio/mp4"}


def cleaned(path: Path, kind: str, target: Path) -> Path:
    """`target`, with what is left of the file at `path`; or `path` itself where there is nothing to take away."""
    if kind in _PICTURES | _FILMS:
        return _blanked(path, kind, target)
    rewrite = _REWRITERS.get(kind)
    if rewrite is None or path.stat().st_size > MAX_BYTES:
        return path
    before = path.read_bytes()
    try:
        after = rewrite(before, orientation_of(path))
        if after == before:
            return path
        target.write_bytes(after)
        if _same_size(path, target):
            return target
    except Exception:  # decoders meet bytes made to break them, and each breaks in its own way
        return path
    return path


def _blanked(path: Path, kind: str, target: Path) -> Path:
    try:
        return target if isobmff.blank_metadata(path, target, picture=kind in _PICTURES) else path
    except ValueError:
        return path


def _same_size(one: Path, other: Path) -> bool:
    """Whether what was written is still that picture."""
    with Image.open(one) as before, Image.open(other) as after:
        return (before.format, before.size) == (after.format, after.size)
