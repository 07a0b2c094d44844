"""Small pictures of a file."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps

WIDTHS = (160, 480, 960, 1920)
MAX_PIXELS = 50_000_000
"""Decoded at once: 200 MB. A JPEG may have more, since it is decoded at a fraction of its size."""
MAX_JPEG_PIXELS = 250_000_000
TALLEST = 4
"""A preview is at most so many times as high as it is wide."""
QUALITY, EFFORT = 80, 2
MAX_PROFILE_BYTES = 20_000


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
    turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (picture.height, picture.width) if turned else picture.size


def make_previews(picture: Image.Image, folder: Path) -> list[int]:
    """Write WebP pictures of the usual widths, none larger than the picture itself; returns the widths' names."""
    if picture.format == "JPEG":
        picture.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
    profile = picture.info.get("icc_profile") or b""
    upright = _plain(ImageOps.exif_transpose(picture))
    kept = profile if len(profile) <= MAX_PROFILE_BYTES and picture.mode != "CMYK" else b""
    made = []
    for width in _wanted(upright.width):
        preview = upright.copy()
        preview.thumbnail((width, width * TALLEST))
        preview.save(folder / f"{width}.webp", "WEBP", quality=QUALITY, method=EFFORT, icc_profile=kept)
        made.append(width)
    return made


def _plain(picture: Image.Image) -> Image.Image:
    """In the colours that WebP knows, with transparency only where there is some."""
    transparent = picture.has_transparency_data
    return picture.convert("RGBA" if transparent else "RGB")


def _wanted(natural: int) -> list[int]:
    """The widths up to the first that the picture does not exceed."""
    return [width for n, width in enumerate(WIDTHS) if n == 0 or WIDTHS[n - 1] < natural]
