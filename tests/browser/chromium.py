"""The browser: whichever scripts/browser.py finds, Debian's or Playwright's own."""

from __future__ import annotations

import subprocess
import sys

from playwright.sync_api import Browser, Playwright

from config import ROOT

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(playwright: Playwright) -> Browser:
    """Start it once; each person gets a context of their own in it."""
    return playwright.chromium.launch(executable_path=_path(), args=list(FLAGS))


def _path() -> str:
    asked = [sys.executable, str(ROOT / "scripts" / "browser.py")]
    return subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")[-2]
