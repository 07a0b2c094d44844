"""JPEG: segments of a marker, a length and a content, then scans of pixels."""

from __future__ import annotations

import re

from .exif import UPRIGHT, only_orientation

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def without_metadata(data: bytes, orientation: int) -> bytes:
    """Without EXIF, XMP, IPTC, comments, thumbnails and what follows the end (phones hide a film there, and where it
    was made). Raises ValueError for what is no JPEG."""
    kept = [b"\xff\xd8", *_orientation(orientation)]
    at = 2
    while True:
        marker, at = _marker(data, at)
        if marker == _EOI:
            return b"".join([*kept, b"\xff\xd9"])
        end = at + int.from_bytes(data[at : at + 2], "big")
        if end < at + 2 or end > len(data):
            raise ValueError("a segment is cut off")
        if marker == _SOS:
            end = _scan_end(data, end)
        if _belongs(marker, data[at + 2 : at + 16]):
            kept.append(bytes((0xFF, marker)) + data[at:end])
        at = end


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker at this place, and where what it announces begins."""
    if data[at] != 0xFF:
        raise ValueError("no marker where one must be")
    while data[at] == 0xFF:
        at += 1
    return data[at], at + 1


def _scan_end(data: bytes, at: int) -> int:
    """Where the pixels end. A file that was cut off ends there, and is kept so."""
    found = _END_OF_SCAN.search(data, at)
    if found is None:
        raise ValueError("the picture is cut off")
    return found.start()


def _belongs(marker: int, content: bytes) -> bool:
    """What a decoder needs: JFIF, the colour profile, Adobe's note of the colours, and all that is no application's."""
    if marker == _APP0:
        return content.startswith(b"JFIF\x00")
    if marker == _APP2:
        return content.startswith(b"ICC_PROFILE\x00")
    if marker == _APP14:
        return content.startswith(b"Adobe")
    return not (_APP1 <= marker <= _APP15 or marker == _COMMENT)


def _orientation(orientation: int) -> list[bytes]:
    if orientation == UPRIGHT:
        return []
    content = b"Exif\x00\x00" + only_orientation(orientation)
    return [b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content]
