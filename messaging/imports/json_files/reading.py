"""Read a file without trusting it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from messaging.imports.errors import ImportFailed
from messaging.imports.json_files.shapes import Told, conversations_in

LARGEST = 256 * 2**20


class File(NamedTuple):
    """What a file holds, and the name of its content."""

    digest: str
    told: list[Told]


def read_file(path: Path) -> File:
    """The conversations of a file; raises ImportFailed for one that cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise ImportFailed(f"is larger than {LARGEST // 2**20} MB")
        content = path.read_bytes()
    except OSError as error:
        raise ImportFailed(f"cannot be read: {error.strerror}") from None
    return File(hashlib.sha256(content).hexdigest(), conversations_in(_parsed(content)))


def _parsed(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        pass
    try:  # more patient: byte order marks, halves of characters, NaN
        return json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise ImportFailed("is not JSON") from None
