"""PNG: chunks of a length, a type, a content and a checksum."""

from __future__ import annotations

import zlib

from .exif import UPRIGHT, only_orientation

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TOLD = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME", b"zxIf", b"raNd"}
_PRIVATE = 0x20
"""The bit of the second letter: a chunk that only one program knows."""


def without_metadata(data: bytes, orientation: int) -> bytes:
    """Without EXIF, texts (XMP is one), times, private chunks and what follows the end. What is cut off stays so."""
    kept, at = [_SIGNATURE], len(_SIGNATURE)
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if (kind not in _TOLD and not kind[1] & _PRIVATE) or kind in (b"acTL", b"fcTL", b"fdAT"):
            kept.append(data[at:end])
        if kind == b"IHDR" and orientation != UPRIGHT:
            kept.append(_chunk(b"eXIf", only_orientation(orientation)))
        if kind == b"IEND":
            break
        at = end
    return b"".join(kept)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
