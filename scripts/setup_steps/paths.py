"""Where the steps find and put things."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_BIN = VENV / "bin"
VENV_PYTHON = VENV_BIN / "python"
NODE_MODULES = ROOT / "node_modules"
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
BUNDLE = STATIC / "bundle"
STAMPS = VENV / "setup-stamps"


def search_path() -> str:
    """PATH with the virtual environment in front, where a Node from PyPI would be."""
    return os.pathsep.join([str(VENV_BIN), os.environ.get("PATH", os.defpath)])
