"""One core for the server under test, another for the load, so that neither takes from the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def pair() -> tuple[int, int]:
    """The first two cores this process may use."""
    if not hasattr(os, "sched_getaffinity"):
        sys.exit("The benchmark pins processes to cores and reads /proc: it needs Linux.")
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("The benchmark needs two processor cores, one for the server and one for the load.")
    return cores[0], cores[1]


SERVER, LOAD = BOTH = pair()


def pinned(core: int) -> Callable[[], None]:
    """For subprocess's `preexec_fn`: the child and all its threads stay on `core`."""
    return lambda: os.sched_setaffinity(0, {core})
