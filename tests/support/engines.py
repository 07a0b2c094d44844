"""The databases that QuChat runs on."""

from __future__ import annotations

import pytest

SQLITE, POSTGRESQL = "sqlite", "postgresql"
on_both_engines = pytest.mark.parametrize("app", [SQLITE, POSTGRESQL], indirect=True)
"""For a test, or as `pytestmark` for a file: it runs once on each."""
