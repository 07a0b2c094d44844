"""The virtual environment in .venv and the packages in it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from . import stamps
from .commands import run, say
from .paths import ROOT, VENV, VENV_PYTHON


def ensure(requirements: str) -> None:
    """Install the packages of the file `requirements` (and of those it names with -r)."""
    _ensure_environment()
    name = Path(requirements).stem
    wanted = stamps.digest(_with_included(ROOT / requirements))
    if stamps.read(name) == wanted:
        return
    stamps.clear(name)
    say(f"Installing the Python packages of {requirements} into .venv (a minute or so, once)")
    run(
        [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--requirement", ROOT / requirements],
        f"The packages of {requirements} could not be installed.",
    )
    stamps.write(name, wanted)


def _ensure_environment() -> None:
    # The stamp is the interpreter behind .venv: an upgrade from 3.11 to 3.12 leaves the packages where nothing looks.
    if VENV_PYTHON.exists() and stamps.read("virtualenv") == _interpreter():
        return
    if not _works():
        _create()
    stamps.write("virtualenv", _interpreter())


def _interpreter() -> str:
    return os.path.realpath(VENV_PYTHON)


def _works() -> bool:
    """True for an environment that somebody made by hand, too."""
    if not VENV_PYTHON.exists():
        return False
    return subprocess.run([VENV_PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0


def _create() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            f"{sys.executable} (Python {version}) cannot make virtual environments: venv or ensurepip is missing.\n"
            f"On Debian and Ubuntu: apt install python3-venv (or python{version}-venv), then start again."
        )
    say(f"Making the virtual environment in .venv with {sys.executable}")
    run([sys.executable, "-m", "venv", "--clear", VENV], "The virtual environment in .venv could not be made.")


def _with_included(requirements: Path) -> list[Path]:
    files = [requirements]
    for line in requirements.read_text().splitlines():
        if line.startswith("-r "):
            files += _with_included(requirements.parent / line[3:].strip())
    return files
