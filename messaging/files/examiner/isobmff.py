"""HEIC, AVIF, MP4 and MOV: what tells the place is overwritten where it stands, so that nothing else moves.

In pictures it is an item among others: `iinf` says which ones there are, `iloc` where each lies. In films it is a box
of its own (`udta`, `meta`), beside what is played.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from .boxes import Box, all_boxes, boxes, content
from .reader import Reader

_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_EMPTY_EXIF = b"\x00\x00\x00\x00" + b"II*\x00\x08\x00\x00\x00" + b"\x00\x00" + b"\x00\x00\x00\x00"
"""Where the directory begins, then one without entries: decoders read it."""


class Patch(NamedTuple):
    """Bytes that are written over others; the rest up to `length` becomes zeros."""

    at: int
    length: int
    instead: bytes


def blank_metadata(path: Path, target: Path, *, picture: bool) -> bool:
    """Write to `target` the file without it; False where there is nothing to take away."""
    with path.open("rb") as file:
        size = path.stat().st_size
        patches = list(_items(file, size) if picture else _told(file, size))
    if not patches:
        return False
    shutil.copyfile(path, target)
    with target.open("r+b") as file:
        for patch in patches:
            file.seek(patch.at)
            file.write(patch.instead[: patch.length].ljust(patch.length, b"\x00"))
    return True


def _told(file: BinaryIO, size: int) -> Iterator[Patch]:
    """Boxes in which films tell of themselves. Renamed to `free`, they are skipped by whoever plays the film."""
    for box in all_boxes(file, 0, size):
        xmp = box.kind == b"uuid" and content(file, box, 16) == _XMP
        if xmp or box.kind in (b"udta", b"meta"):
            yield Patch(box.start - (12 if box.start - box.head == 16 else 4), 4, b"free")
            yield Patch(box.start, box.end - box.start, b"")


def _items(file: BinaryIO, size: int) -> Iterator[Patch]:
    for meta in (box for box in boxes(file, 0, size) if box.kind == b"meta"):
        inside = {box.kind: box for box in boxes(file, meta.start + 4, meta.end)}
        if b"iinf" not in inside or b"iloc" not in inside:
            continue
        kinds = dict(_kinds(file, inside[b"iinf"]))
        data_at = inside[b"idat"].start if b"idat" in inside else 0
        for item, in_data, at, length in _places(content(file, inside[b"iloc"])):
            start = at + (data_at if in_data else 0)
            if item in kinds and start + length <= size:
                yield Patch(start, length, kinds[item])


def _kinds(file: BinaryIO, iinf: Box) -> Iterator[tuple[int, bytes]]:
    """The items to take away, each with what stands there instead."""
    version = content(file, iinf, 1)
    for infe in boxes(file, iinf.start + (6 if version == b"\x00" else 8), iinf.end):
        reader = Reader(content(file, infe))
        wide = reader.number(1) == 3
        reader.skip(3)
        item = reader.number(4 if wide else 2)
        reader.skip(2)
        kind = reader.take(4)
        if kind == b"Exif":
            yield item, _EMPTY_EXIF
        elif kind == b"mime" and b"rdf+xml" in reader.rest():
            yield item, b""


def _places(iloc: bytes) -> Iterator[tuple[int, bool, int, int]]:
    """`(item, whether in idat, offset, length)` for each extent."""
    reader = Reader(iloc)
    version = reader.number(1)
    reader.skip(3)
    sizes = reader.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15)
    for _ in range(reader.number(4 if version == 2 else 2)):
        item = reader.number(4 if version == 2 else 2)
        method = reader.number(2) & 15 if version else 0
        reader.skip(2)
        base = reader.number(base_size)
        for _ in range(reader.number(2)):
            reader.skip(index_size if version else 0)
            offset, length = reader.number(offset_size), reader.number(length_size)
            if method in (0, 1):
                yield item, method == 1, base + offset, length
