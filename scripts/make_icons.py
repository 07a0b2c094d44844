#!/usr/bin/env python3
"""Draw the PNG icons of static/icons/ from their SVG, with a Chromium. Run it after changing an SVG."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from setup_steps import browser

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
PICTURES = [
    ("app-icon.svg", "app-icon-192.png", 192),
    ("app-icon.svg", "app-icon-512.png", 512),
    ("app-icon-maskable.svg", "app-icon-maskable-512.png", 512),
    ("app-icon-maskable.svg", "apple-touch-icon.png", 180),  # iOS cuts the corners itself
]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000"]


def draw(chromium: str, source: Path, target: Path, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(f'<body style="margin:0"><img src="{source.as_uri()}" width="{size}" height="{size}">')
        subprocess.run(
            [chromium, *FLAGS, f"--window-size={size},{size}", f"--screenshot={target}", page.as_uri()],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    found = browser.ensure()
    for source, target, size in PICTURES:
        draw(found, ICONS / source, ICONS / target, size)
        print(target)
