"""A page's picture: decoded here, made small, and kept as one of our own. Nothing of the original is passed on."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from messaging.core.disk import write_whole

LONGEST_SIDE = 800
"""Pixels: twice the width of a card."""
SMALLEST_SIDE = 32
MAX_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")


@dataclass(frozen=True, slots=True)
class Picture:
    """A kept picture: the SHA-256 of its file, and its size in pixels."""

    hash: str
    width: int
    height: int


def keep_picture(folder: Path, data: bytes) -> Picture | None:
    """Make `data` a small WebP in `folder`; None for what is no picture, a bomb, or too small to show."""
    try:
        image = _decode(data)
    except Exception:  # decoders meet bytes made to break them, and each breaks in its own way
        return None
    if min(image.size) < SMALLEST_SIDE:
        return None
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80)
    made = out.getvalue()
    picture = Picture(hashlib.sha256(made).hexdigest(), *image.size)
    # Also where it is there already: its age tells the sweeper that it is wanted.
    write_whole(picture_path(folder, picture.hash), made)
    return picture


def picture_path(folder: Path, digest: str) -> Path:
    """Where the picture with this content is kept."""
    return folder / digest[:2] / f"{digest}.webp"


def _decode(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValueError("too many pixels")
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG is decoded no larger than needed
            return ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
