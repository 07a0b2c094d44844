"""The first page of a PDF."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image

from .pictures import TALLEST, WIDTHS

POINTS_TO_PIXELS = 96 / 72
SMALLEST = 1e-3


def first_page(path: Path) -> tuple[Image.Image, tuple[int, int]]:
    """The first page as a picture, and its size on a screen."""
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    width, height = (max(side, SMALLEST) for side in page.get_size())
    scale = min(WIDTHS[-1] / width, WIDTHS[-1] * TALLEST / height)
    # The scripts of a PDF are not even compiled in, and its forms are not drawn.
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    return picture, (round(width * POINTS_TO_PIXELS) or 1, round(height * POINTS_TO_PIXELS) or 1)
