"""EXIF: the one entry of it that a picture needs is how to turn it upright."""

from __future__ import annotations

import struct
from pathlib import Path

from PIL import Image

UPRIGHT = 1
_ORIENTATION = 0x0112


def orientation_of(path: Path) -> int:
    """1 (upright) to 8."""
    try:
        with Image.open(path) as picture:
            found = picture.getexif().get(_ORIENTATION, UPRIGHT)
    except Exception:  # decoders meet bytes made to break them, and each breaks in its own way
        return UPRIGHT
    return found if isinstance(found, int) and 1 <= found <= 8 else UPRIGHT


def only_orientation(orientation: int) -> bytes:
    """A TIFF structure with nothing but the orientation: header, one directory, one entry, no further directory."""
    entry = struct.pack("<HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    return struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 0)
