"""GIF: a screen, then blocks, each followed by sub-blocks of up to 255 bytes."""

from __future__ import annotations

_EXTENSION, _PICTURE, _END = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def without_metadata(data: bytes, _orientation: int) -> bytes:
    """Without comments, XMP and other applications' blocks, and what follows the end. Raises ValueError for what is no
    GIF."""
    at = 13 + _table(data[10])
    kept = [data[:at]]
    while data[at] != _END:
        end = _block_end(data, at)
        if end > len(data):
            raise ValueError("a block is cut off")
        if _belongs(data, at):
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, b"\x3b"])


def _table(flags: int) -> int:
    """How long the colour table is that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _block_end(data: bytes, at: int) -> int:
    if data[at] == _EXTENSION:
        return _after_sub_blocks(data, at + 2)
    if data[at] == _PICTURE:
        return _after_sub_blocks(data, at + 11 + _table(data[at + 9]))
    raise ValueError("no block where one must be")


def _after_sub_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def _belongs(data: bytes, at: int) -> bool:
    if data[at] == _PICTURE or data[at + 1] == _CONTROL:
        return True
    return data[at + 1] == _APPLICATION and data[at + 3 : at + 14] in _LOOPS
