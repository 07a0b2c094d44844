#!/usr/bin/env python3
"""Renew the pictures of the README (docs/images/): two of those that the browser tests take.

Run it with the test environment: `.venv/bin/python scripts/screenshots.py`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TAKEN = ROOT / "test-results" / "screenshots"
IMAGES = ROOT / "docs" / "images"
PICTURES = {"desktop-light-conversation.png": "conversation.png", "phone-dark-conversation.png": "phone.png"}


def main() -> None:
    tests = ROOT / "tests" / "browser" / "test_screenshots.py"
    subprocess.run([sys.executable, "-m", "pytest", "--quiet", tests], cwd=ROOT, check=True)
    for source, target in PICTURES.items():
        shutil.copyfile(TAKEN / source, IMAGES / target)


if __name__ == "__main__":
    main()
