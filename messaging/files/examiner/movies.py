"""Films and sound: how large, how long, and a still picture where ffmpeg is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from .boxes import Box, all_boxes, content
from .matroska import described

_ISO = {"video/mp4", "video/quicktime", "audio/mp4"}
_DEMUXERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/ogg": "ogg",
}
"""Named, so that no film can pass for a playlist that fetches addresses."""
SECONDS = 15
HEAD = 65_536
MOST_SIDE = 16_384
A_DAY_MS = 24 * 60 * 60 * 1000


def movie_facts(path: Path, kind: str) -> dict[str, Any]:
    """`width`, `height` and `duration_ms` of films and sound, where they say them."""
    facts = _described(path, kind)
    if not (0 < facts.get("width", 0) <= MOST_SIDE and 0 < facts.get("height", 0) <= MOST_SIDE):
        facts["width"] = facts["height"] = None
    duration = facts.get("duration_ms") or 0
    facts["duration_ms"] = round(duration) if 0 < duration <= A_DAY_MS else None
    return facts


def _described(path: Path, kind: str) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    with path.open("rb") as file:
        if kind in ("video/webm", "audio/webm"):
            return described(file.read(HEAD))
        if kind not in _ISO:
            return facts
        for box in all_boxes(file, 0, path.stat().st_size):
            if box.kind == b"mvhd":
                facts["duration_ms"] = _duration(content(file, box))
            elif box.kind == b"tkhd" and "width" not in facts:
                facts |= _track_size(file, box)
    return facts


def _duration(header: bytes) -> int | None:
    """Version 0 has 32 bits for it, version 1 has 64; all bits set means unknown."""
    wide = header[:1] == b"\x01"
    at, size = (20, 8) if wide else (12, 4)
    scale = int.from_bytes(header[at : at + 4], "big")
    length = int.from_bytes(header[at + 4 : at + 4 + size], "big")
    return length * 1000 // scale if scale else None


def _track_size(file: BinaryIO, box: Box) -> dict[str, int]:
    """Width and height stand last, as 16.16 fractions, behind the matrix that may turn the picture on its side."""
    header = content(file, box)
    width, height = (int.from_bytes(header[at : at + 2], "big") for at in (len(header) - 8, len(header) - 4))
    if not width or not height:
        return {}  # a track to be heard
    matrix = header[len(header) - 44 : len(header) - 8]
    turned = matrix[0:4] == b"\x00\x00\x00\x00" and matrix[4:8] != b"\x00\x00\x00\x00"
    return {"width": height, "height": width} if turned else {"width": width, "height": height}


def poster(path: Path, kind: str, folder: Path) -> Image.Image | None:
    """A still picture from the beginning; None without ffmpeg."""
    ffmpeg, still = shutil.which("ffmpeg"), folder / "poster.png"
    if ffmpeg is None or kind not in _DEMUXERS:
        return None
    # Only this file, and nothing that it names.
    reading = ["-protocol_whitelist", "file", "-f", _DEMUXERS[kind], "-threads", "1", "-i", str(path)]
    writing = ["-frames:v", "1", "-vf", "thumbnail=25,scale='min(1920,iw)':-2", "-y", str(still)]
    try:
        subprocess.run(  # noqa: S603 - our own arguments, and the name of a file of ours
            [ffmpeg, "-v", "error", "-nostdin", *reading, *writing], check=True, timeout=SECONDS, capture_output=True
        )
        picture = Image.open(still, formats=["PNG"])
        picture.load()
    finally:
        still.unlink(missing_ok=True)
    return picture
