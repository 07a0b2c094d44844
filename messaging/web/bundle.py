"""The client put together by scripts/bundle.mjs: a few files in static/bundle/ instead of one a module or style sheet.

A bundle is used only when it was made of exactly the files that are there. Otherwise (somebody changed one, or there
was no Node to make it with) browsers get these files themselves, which do the same and take longer to arrive.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Bundle:
    folder: Path
    made_of: dict[str, str]
    """Path below `static/` → SHA-256 of every file that went in, ours and the libraries'."""
    first: list[str]
    """Modules of the first screen; paths below the folder, served as if they stood below `static/`."""
    kept: list[str]
    """What the service worker keeps from the beginning."""

    def file(self, path: str) -> Path | None:
        """What is served for a path below `static/`."""
        file = (self.folder / path).resolve()
        return file if file.is_relative_to(self.folder) and file.is_file() else None

    def is_of(self, static: Path) -> bool:
        """Whether it was made of what stands in `static/` now, and nothing is missing."""
        ours = {file.relative_to(static).as_posix() for file in (static / "js").rglob("*.js")}
        return (
            ours <= self.made_of.keys()
            and all(_digest(static / path) == digest for path, digest in self.made_of.items())
            and all((self.folder / path).is_file() for path in self.kept)
        )


def find_bundle(static: Path) -> Bundle | None:
    """The bundle below `static/`, if it can be used."""
    folder = static / "bundle"
    try:
        told = json.loads((folder / "bundle.json").read_text())
    except FileNotFoundError:
        return None
    bundle = Bundle(folder, told["from"], told["first"], told["kept"])
    return bundle if bundle.is_of(static) else None


def _digest(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
