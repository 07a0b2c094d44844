"""The browser: whichever scripts/browser.py finds, Debian's or Playwright's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright

from config import ROOT

PLAIN = "quchat.test"
"""This machine under a name for which the browser takes plain http for unsafe, as it does on a local network."""
FLAGS = (
    f"--host-resolver-rules=MAP {PLAIN} 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps once a second; whoever may use it still has to be allowed to.
    "--use-fake-device-for-media-stream",
)


def launch(playwright: Playwright, **options: Any) -> Browser:
    """Start it once; each person gets a context of their own in it."""
    return playwright.chromium.launch(executable_path=_path(), args=list(FLAGS), **options)


def launch_with(playwright: Playwright, folder: Path, **options: Any) -> BrowserContext:
    """A browser of its own with one context, which keeps all it knows in a folder and finds it there again."""
    kind = playwright.chromium
    return kind.launch_persistent_context(folder, executable_path=_path(), args=list(FLAGS), **options)


def _path() -> str:
    asked = [sys.executable, str(ROOT / "scripts" / "browser.py")]
    return subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")[-2]
