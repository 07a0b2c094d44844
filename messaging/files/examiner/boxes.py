"""Boxes of the ISO base media format (MP4, MOV, HEIC, AVIF): length, type, content, nested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

MOST = 10_000
"""Boxes that are looked at in one file; an honest one has some dozens."""
_CONTAINERS = {b"moov", b"trak", b"mdia", b"udta"}


class Box(NamedTuple):
    kind: bytes
    head: int
    """Where it begins, with its length and type."""
    start: int
    """Where its content begins."""
    end: int


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places of a file; what is cut off or makes no sense ends them."""
    for _ in range(MOST):
        if end - start < 8:
            return
        file.seek(start)
        header = file.read(16)
        size, kind, content = int.from_bytes(header[:4], "big"), header[4:8], start + 8
        if size == 1:
            size, content = int.from_bytes(header[8:16], "big"), start + 16
        elif size == 0:
            size = end - start
        if start + size > end or start + size < content:
            return
        yield Box(kind, start, content, start + size)
        start += size


def all_boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The same with what is nested in a movie's description."""
    for box in boxes(file, start, end):
        yield box
        if box.kind in _CONTAINERS:
            yield from all_boxes(file, box.start, box.end)


def content(file: BinaryIO, box: Box, most: int = 1_000_000) -> bytes:
    """What is in a box, if that is not too much."""
    file.seek(box.start)
    return file.read(min(box.end - box.start, most))


def handlers(path: Path) -> set[bytes]:
    """What kinds of tracks a movie has: `vide`, `soun`, …"""
    with path.open("rb") as file:
        found = all_boxes(file, 0, path.stat().st_size)
        return {content(file, box)[8:12] for box in found if box.kind == b"hdlr"}
