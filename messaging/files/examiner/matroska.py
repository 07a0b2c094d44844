"""WebM: elements of an id, a length and a content, nested. Only the beginning is read, where a film is described."""

from __future__ import annotations

import struct
from contextlib import suppress
from typing import Any

from .reader import Reader

_NESTED = {0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0}
"""Segment, Info, Tracks, TrackEntry, Video"""
_SCALE, _DURATION, _WIDTH, _HEIGHT = 0x2AD7B1, 0x4489, 0xB0, 0xBA
_NANOSECONDS = 1_000_000
_USUAL_SCALE = 1_000_000


def described(head: bytes) -> dict[str, Any]:
    """`width`, `height` and `duration_ms`, where they are told. (What a browser records has no duration: it was being
    made.)"""
    found: dict[int, bytes] = {}
    with suppress(ValueError):  # the head ends in the middle of something
        _walk(Reader(head), found)
    facts: dict[str, Any] = {}
    if _WIDTH in found and _HEIGHT in found:
        facts = {"width": int.from_bytes(found[_WIDTH], "big"), "height": int.from_bytes(found[_HEIGHT], "big")}
    length = found.get(_DURATION, b"")
    if len(length) in (4, 8):
        ticks = struct.unpack(">f" if len(length) == 4 else ">d", length)[0]
        scale = int.from_bytes(found[_SCALE], "big") if _SCALE in found else _USUAL_SCALE
        facts["duration_ms"] = ticks * scale / _NANOSECONDS
    return facts


def _walk(reader: Reader, found: dict[int, bytes]) -> None:
    while not reader.ended:
        element, size = _vint(reader, keep_marker=True), _vint(reader, keep_marker=False)
        if element in _NESTED:
            continue  # its content follows and is read as if it stood here
        content = reader.take(size)
        if element in (_SCALE, _DURATION, _WIDTH, _HEIGHT):
            found.setdefault(element, content)


def _vint(reader: Reader, *, keep_marker: bool) -> int:
    """A number whose first byte says by its leading zeros how many follow."""
    first = reader.number(1)
    if first == 0:
        raise ValueError("no length of more than eight bytes")
    more = 8 - first.bit_length()
    value = first if keep_marker else first & (0x7F >> more)
    return value << (8 * more) | reader.number(more)
