"""Programs that set-up installs where it may. Where one is missing all the same, its tests say so and are skipped."""

from __future__ import annotations

import shutil

import pytest

ALSO_IN = "/usr/sbin:/usr/local/sbin"


def program(name: str) -> str:
    """Where a program is."""
    found = shutil.which(name) or shutil.which(name, path=ALSO_IN)
    if found is None:
        pytest.skip(f"{name} is not installed: `apt install {name}`")
    return found
