"""A Chromium for the browser tests: one on PATH, else Debian's package, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from . import commands, debian
from .paths import VENV_PYTHON

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


def ensure() -> str:
    """Path of a Chromium that starts, installed where there is none."""
    found = _on_path() or _playwrights()
    if not found and debian.may_install():
        commands.say("No Chromium here: installing Debian's package")
        debian.install("chromium")
        # Ubuntu's package of that name only points to a snap, which may not start: then Playwright's own is next.
        found = _on_path()
    return found or _install_playwrights()


def _install_playwrights() -> str:
    commands.say("No Chromium here: fetching Playwright's own")
    system_libraries = ["--with-deps"] if debian.may_install() else []
    commands.run(
        [VENV_PYTHON, "-m", "playwright", "install", *system_libraries, "chromium"],
        "The browser tests need a Chromium, and none could be installed. Put `chromium` on PATH.",
    )
    found = _playwrights()
    if not found:
        sys.exit("Playwright's Chromium does not start here. Install Chromium so that `chromium` is on PATH.")
    return found


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name)) and _starts(path)), None)


def _playwrights() -> str | None:
    asked = subprocess.run([VENV_PYTHON, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True)
    path = asked.stdout.strip()
    return path if asked.returncode == 0 and os.path.exists(path) and _starts(path) else None


def _starts(path: str) -> bool:
    return subprocess.run([path, "--version"], capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
