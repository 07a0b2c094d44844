"""Redis, nginx and Caddy for the tests of several processes: what is here, else Debian's packages."""

from __future__ import annotations

import shutil

from . import commands, debian

PROGRAMS = {"redis-server": "redis-server", "nginx": "nginx", "caddy": "caddy"}
"""Programs, and the packages that bring them."""
ALSO_IN = ("/usr/sbin", "/usr/local/sbin")
"""Where some are that only administrators have on their PATH."""


def ensure() -> None:
    """Have them all, or say which tests will fail without."""
    missing = [package for program, package in PROGRAMS.items() if not _here(program)]
    if missing and debian.may_install():
        commands.say(f"Installing Debian's packages {', '.join(missing)}, for the tests")
        for package in missing:
            debian.install(package)
    still = [program for program in PROGRAMS if not _here(program)]
    if still:
        commands.say(f"Without {' and '.join(still)} the tests of several processes (tests/processes) are left out.")


def _here(program: str) -> bool:
    return any(shutil.which(program, path=path) for path in (None, *ALSO_IN))
