"""The program: `run(source, folder)` says on standard output what the file is, one JSON object a line.

First what is cheap and certain: `{media_type, width, height, duration_ms, clean, size, hash, source_size,
source_hash}`. Then `{previews}`, the widths that were written into the folder. If the process is stopped in between,
the first line holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image

from .cleaning import cleaned
from .documents import first_page
from .movies import movie_facts, poster
from .pictures import make_previews, open_picture, shown_size
from .sniff import PICTURES, UNKNOWN, media_type

MEMORY = 1024 * 1024 * 1024
SECONDS = 30
BLOCK = 1 << 20

Facts = dict[str, Any]


def run(source: str, folder: str) -> None:
    """Look into `source`; a version without what nobody asked to share goes to `folder/clean`."""
    _limit()
    warnings.simplefilter("ignore")
    path, into = Path(source), Path(folder)
    kind = media_type(path)
    facts: Facts = {"width": None, "height": None, "duration_ms": None, "source_hash": _digest(path)}
    kept = cleaned(path, kind, into / "clean")
    facts["source_size"] = path.stat().st_size
    facts |= {"clean": kept != path, "size": kept.stat().st_size}
    facts["hash"] = facts["source_hash"] if kept == path else _digest(kept)
    facts |= _dimensions(kept, kind)
    _say(facts)
    _say(_previews(kept, facts["media_type"], into))


def _limit() -> None:
    with suppress(ValueError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # people's messages go first
    with suppress(OSError):  # and where memory ends all the same, let it end this process and not the server
        Path("/proc/self/oom_score_adj").write_text("1000")


def _say(facts: Facts) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _dimensions(path: Path, kind: str) -> Facts:
    """The type with what belongs to it. What claims to be a picture and can't be opened is nothing in particular."""
    if kind in PICTURES:
        try:
            width, height = shown_size(open_picture(path, PICTURES[kind]))
        except Exception:  # decoders meet bytes made to break them, and each breaks in its own way
            return {"media_type": UNKNOWN}
        return {"media_type": kind, "width": width, "height": height}
    return {"media_type": kind, **movie_facts(path, kind)}


def _previews(path: Path, kind: str, folder: Path) -> Facts:
    """`previews`, and the size of what has none of its own."""
    facts: Facts = {"previews": []}
    picture: Image.Image | None = None
    try:
        if kind in PICTURES:
            picture = open_picture(path, PICTURES[kind])
        elif kind == "application/pdf":
            picture, (facts["width"], facts["height"]) = first_page(path)
        elif kind.startswith("video/"):
            picture = poster(path, kind, folder)
        if picture:
            facts["previews"] = make_previews(picture, folder)
    except Exception:  # decoders meet bytes made to break them, and each breaks in its own way
        return {"previews": []}
    return facts
