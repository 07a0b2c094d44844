"""WebP: a RIFF of chunks, each with a type, a length and a content, padded to an even length."""

from __future__ import annotations

from .exif import UPRIGHT, only_orientation

_EXTENDED = b"VP8X"
_HAS_XMP, _HAS_EXIF = 0x04, 0x08
_KNOWN = {_EXTENDED, b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"}


def without_metadata(data: bytes, orientation: int) -> bytes:
    """Without EXIF, XMP, unknown chunks and what follows the end. One that is cut off stays so."""
    end = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    kept, at = [], 12
    while at + 8 <= end:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        content, at = data[at + 8 : at + 8 + length], at + 8 + length + length % 2
        if kind == _EXTENDED:
            content = bytes((_flags(content[0], orientation),)) + content[1:]
        if kind in _KNOWN:
            kept.append(_chunk(kind, content))
    if orientation != UPRIGHT and kept and kept[0].startswith(_EXTENDED):
        kept.append(_chunk(b"EXIF", only_orientation(orientation)))
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _flags(flags: int, orientation: int) -> int:
    bare = flags & ~(_HAS_XMP | _HAS_EXIF)
    return bare if orientation == UPRIGHT else bare | _HAS_EXIF


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4, "little") + content + b"\x00" * (len(content) % 2)
