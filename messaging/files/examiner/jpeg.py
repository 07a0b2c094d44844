"""JPEG: segments of a marker, a length and a content, then scans of pixels."""

from __future__ import annotations

import re

from .exif import UPRIGHT, only_orientation

_EOI, _SOS = 0xD9, 0xDA
_ALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers without a segment."""
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_MARKER = re.compile(rb"\xff+[^\x00\xff]", re.DOTALL)
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def without_metadata(data: bytes, orientation: int) -> bytes:
    """Without EXIF, XMP, IPTC, comments, thumbnails and what follows the end (phones hide a film there, and where it
    was made). What is cut off, or has rubbish between its segments, is read as decoders read it."""
    kept = [b"\xff\xd8", *_orientation(orientation)]
    at = 2
    while (found := _marker(data, at)) is not None:
        marker, at = found
        if marker == _EOI:
            return b"".join([*kept, b"\xff\xd9"])
        if marker in _ALONE:
            continue
        end = at + max(2, int.from_bytes(data[at : at + 2], "big"))
        if marker == _SOS:
            end = _scan_end(data, end)
        if _belongs(marker, data[at + 2 : at + 16]):
            kept.append(bytes((0xFF, marker)) + data[at:end])
        at = end
    return b"".join(kept)


def _marker(data: bytes, at: int) -> tuple[int, int] | None:
    """The next marker, and where what it announces begins; None at the end."""
    found = _MARKER.search(data, at)
    return None if found is None else (data[found.end() - 1], found.end())


def _scan_end(data: bytes, at: int) -> int:
    """Where the pixels end."""
    found = _END_OF_SCAN.search(data, at)
    return len(data) if found is None else found.start()


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
