"""What a file is, from its bytes alone. Names and what a browser claims count for nothing."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path

import puremagic

from .boxes import handlers

HEAD = 65_536
UNKNOWN = "application/octet-stream"
PICTURES = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
"""What browsers show, and what Pillow calls it."""
_SURE_ENOUGH = 0.3
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,80}")
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
)
ZIP = "application/zip"
MOST_NAMES = 10_000
OFFICE = "application/vnd.openxmlformats-officedocument."
_OFFICE = {
    "word/document.xml": "wordprocessingml.document",
    "xl/workbook.xml": "spreadsheetml.sheet",
    "ppt/presentation.xml": "presentationml.presentation",
}
_DOCUMENT = re.compile(r"application/(epub\+zip|vnd\.oasis\.opendocument\.[a-z-]{1,40})")
_MP3_FRAME = re.compile(rb"\xff[\xfb\xfa\xf3\xf2][\x10-\xe8]", re.DOTALL)
_ADTS_FRAME = re.compile(rb"\xff[\xf0\xf1\xf8\xf9][\x40-\xbf]", re.DOTALL)


def media_type(path: Path) -> str:
    """The media type, or `application/octet-stream`."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    return _by_start(head) or _by_container(head, path) or _text(head) or _by_table(head)


def _by_start(head: bytes) -> str | None:
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if _MP3_FRAME.match(head):
        return "audio/mpeg"
    return "audio/aac" if _ADTS_FRAME.match(head) else None


def _by_container(head: bytes, path: Path) -> str | None:
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso(head, path)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return _matroska(head)
    if head[:4] == b"PK\x03\x04":
        return _zip(path)
    return _ogg(head) if head[:4] == b"OggS" else None


def _iso(head: bytes, path: Path) -> str:
    """The family of MP4: pictures by their brand, the rest by whether anything in it is to be seen."""
    size = min(int.from_bytes(head[:4], "big"), 256)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size, 4))}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    if brands & {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}:
        return "image/heic"
    if head[8:12] == b"qt  ":
        return "video/quicktime"
    kinds = handlers(path)
    return "audio/mp4" if b"soun" in kinds and b"vide" not in kinds else "video/mp4"


def _zip(path: Path) -> str:
    """Documents are archives, known by what is in them. (The table takes every archive for one.)"""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:MOST_NAMES])
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                said = archive.read("mimetype").decode("ascii").strip()
                return said if _DOCUMENT.fullmatch(said) else ZIP
    except (zipfile.BadZipFile, UnicodeDecodeError, OSError, RuntimeError, NotImplementedError, ValueError):
        return ZIP
    return next((OFFICE + _OFFICE[name] for name in _OFFICE if name in names), ZIP)


def _matroska(head: bytes) -> str:
    if b"webm" not in head[:64]:
        return "video/x-matroska"
    return "video/webm" if re.search(rb"V_(VP8|VP9|AV1|MPEG|THEORA)", head) else "audio/webm"


def _ogg(head: bytes) -> str:
    return "video/ogg" if b"theora" in head[:512] else "audio/ogg"


def _text(head: bytes) -> str | None:
    """Text, and what a browser would run if it were shown as what it is."""
    try:
        # Where the file goes on, the last character may be cut.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return None
    if not text or re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
        return None
    start = re.sub(r"^(\s|<!--.*?-->|<\?.*?\?>)+", "", text[:4096], flags=re.DOTALL).lower()
    if start.startswith(("<svg", "<!doctype svg")):
        return "image/svg+xml"
    if re.match(r"<(!doctype html|html|head|body|script|iframe|img|a|b|div|meta|title|table|style)\b", start):
        return "text/html"
    return "text/xml" if text.lstrip().startswith("<?xml") else "text/plain"


def _by_table(head: bytes) -> str:
    """Archives, documents and the like, only to be named: they are downloads, whatever the table says."""
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    for guess in guesses:
        named: str = guess.mime_type.lower()
        inline = named.startswith(("image/", "audio/", "video/"))
        if guess.confidence >= _SURE_ENOUGH and _MEDIA_TYPE.fullmatch(named) and not inline:
            return named
    return UNKNOWN
