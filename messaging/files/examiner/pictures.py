"""Small pictures of a file."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps

WIDTHS = (160, 480, 960, 1920)
MAX_PIXELS = 40_000_000
"""Decoded at once: 160 MB, and up to four times that in the decoder. A JPEG may have more, since it is decoded at a
fraction of its size."""
MAX_JPEG_PIXELS = 250_000_000
TALLEST = 4
"""A preview is at most so many times as high as it is wide."""
QUALITY, EFFORT = 80, 2
MAX_PROFILE_BYTES = 20_000
ORIENTATION = 0x0112


def open_picture(path: Path, kind: str) -> Image.Image:
    """The picture, not decoded yet; raises for what is none, and for bombs."""
    Image.MAX_IMAGE_PIXELS = None  # there are limits of our own, by what decoding really takes
    picture = Image.open(path, formats=[kind])
    limit = MAX_JPEG_PIXELS if kind == "JPEG" else MAX_PIXELS
    if picture.width * picture.height > limit:
        raise ValueError("too many pixels")
    return picture


def shown_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height as it is shown: upright."""
    return (picture.height, picture.width) if _lies(picture) else picture.size


def _lies(picture: Image.Image) -> bool:
    """Whether it lies on its side."""
    return picture.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)


def make_previews(picture: Image.Image, folder: Path) -> list[int]:
    """Write WebP pictures of the usual widths, none larger than the picture itself; returns the widths' names.

    From the widest to the narrowest, each made of the one before: the whole picture is in memory once.
    """
    widths = _wanted(shown_size(picture)[0])
    profile = _profile(picture)
    shrunk = ImageOps.exif_transpose(_shrunk(picture, widths[-1]))
    for width in reversed(widths):
        shrunk.thumbnail((width, width * TALLEST))
        shrunk.save(folder / f"{width}.webp", "WEBP", quality=QUALITY, method=EFFORT, icc_profile=profile)
    return widths


def _shrunk(picture: Image.Image, width: int) -> Image.Image:
    """No larger than the widest preview, in the colours that WebP knows, not turned yet."""
    box = (width * TALLEST, width) if _lies(picture) else (width, width * TALLEST)
    if picture.format == "JPEG":
        picture.draft("RGB", box)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    plain = picture if picture.mode == mode else picture.convert(mode)
    plain.thumbnail(box)
    return plain


def _profile(picture: Image.Image) -> bytes:
    """Which colours the numbers mean. (Printers' colours become a screen's on the way.)"""
    profile: bytes = picture.info.get("icc_profile") or b""
    return profile if len(profile) <= MAX_PROFILE_BYTES and picture.mode != "CMYK" else b""


def _wanted(natural: int) -> list[int]:
    """The widths up to the first that the picture does not exceed."""
    return [width for n, width in enumerate(WIDTHS) if n == 0 or WIDTHS[n - 1] < natural]
