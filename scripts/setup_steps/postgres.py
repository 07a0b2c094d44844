"""PostgreSQL for the tests, which run on both databases: what is here, else Debian's package."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from . import commands, debian


def ensure() -> None:
    """Have PostgreSQL's programs, or say what will not run."""
    if os.environ.get("TEST_DATABASE_URL") or _here():
        return
    if debian.may_install():
        commands.say("No PostgreSQL here: installing Debian's package, for the tests")
        debian.install("postgresql")
    if not _here():
        commands.say("Without PostgreSQL `make test` ends at test-postgres; install it, or set TEST_DATABASE_URL.")


def _here() -> bool:
    return shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
