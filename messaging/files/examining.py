"""Has the examiner look into a file, in a process of its own (`examiner/`)."""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from messaging.core.threads import in_thread
from messaging.files.folders import uploads_dir

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Examiners beside each other: ten photographs sent together must not take the machine from everyone."""
SECONDS = 60
_START = "import sys; sys.path.insert(0, sys.argv[1]); from examiner.run import run; run(*sys.argv[2:])"
_places = threading.Semaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file from its bytes. `hash` and `size` are of what is kept of it."""

    media_type: str
    hash: str
    size: int
    source_hash: str
    source_size: int
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    clean: bool = False
    """Whether there is a version to keep instead: `clean` in the folder."""
    previews: tuple[int, ...] = ()


@contextmanager
def examined(source: Path) -> Iterator[tuple[Facts, Path]]:
    """The facts of a file, and the folder in which its previews and its clean version lie until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="examined-", dir=uploads_dir()))
    try:
        with _places:
            yield _examine(source, folder), folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _examine(source: Path, folder: Path) -> Facts:
    said = folder / "said"
    command = [sys.executable, "-I", "-c", _START, str(Path(__file__).parent), str(source), str(folder)]
    with said.open("wb") as out:
        try:
            status = subprocess.run(  # noqa: S603 - our own program, and names of files of ours
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            status = None
    if status != 0:
        log.warning("the examiner gave up on a file (status %s)", status)
    return _facts(said.read_bytes()) or _unknown(source)


def _facts(said: bytes) -> Facts | None:
    """From the lines that were finished."""
    found: dict[str, Any] = {}
    for line in said.split(b"\n")[:-1]:
        found |= orjson.loads(line)
    return Facts(**{**found, "previews": tuple(found.get("previews", ()))}) if found else None


def _unknown(source: Path) -> Facts:
    """A file that broke the examiner is kept as what nobody knows, which is a download."""
    digest, size = in_thread(_digest, source), source.stat().st_size
    return Facts("application/octet-stream", digest, size, digest, size)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
