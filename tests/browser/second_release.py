"""The next release of the application, for the server of a test to change to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config import ROOT
from tests.support import live
from tests.support.live import LiveServer

_PARTS = ("config.py", "wsgi.py", "messaging", "migrations", "static", "templates")


def change_to(server: LiveServer, folder: Path, monkeypatch: pytest.MonkeyPatch, *, word: str, other: str) -> None:
    """Restart the server from a copy of the application in which one word of the screens is another."""
    for part in _PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)
    words = folder / "static" / "js" / "ui" / "words" / "sync.js"
    text = words.read_text()
    assert word in text
    words.write_text(text.replace(word, other))
    server.stop()
    monkeypatch.setattr(live, "ROOT", folder)
    server.start()
