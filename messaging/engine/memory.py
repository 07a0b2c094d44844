"""Memory that was used for a moment goes back to the system."""

from __future__ import annotations

import ctypes

LARGE = 1 << 20
"""Bytes from which on a piece is asked of the system, and given back, by itself."""
_M_MMAP_THRESHOLD = -3


def give_large_pieces_back() -> None:
    """Have glibc keep none of them for later, which it begins to do once one was let go of.

    A password's hash takes 19 MB for a moment, in any of twenty real threads, and glibc kept so much for each of them:
    after twenty people had signed in the process was 330 MB larger, for good.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none, and need none
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, LARGE)
