"""Static files under an address that holds the release, a hash over all of them and over what is done to them.

The release stands in front of the path (`/static/<release>/js/app.js`), so that relative imports between modules,
also in workers, where no import map applies, stay within one release: files of two releases never mix.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

from config import ROOT
from messaging.web.bundle import Bundle, find_bundle

STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
LONGEST_PATH = 200
"""Characters. A file system answers a longer name, or one with NUL in it, with an error."""
STATIC_IMPORT = re.compile(r"^(?:import|export)\b[^;]*?'(\.{1,2}/[^']+)';", re.MULTILINE)
CHANGE_WHAT_IS_SERVED = [Path(__file__).with_name(name) for name in ("comments.py", "specifiers.py")]
LAZY = ("highlight.js", "emoji-picker-element-data/", "fake-indexeddb")
"""Vendor entries that only some screens need; the service worker keeps them when they were used."""


class Assets:
    """The files of one release. `bundled`: the client's modules come as a bundle, where there is one of them."""

    def __init__(self, *, bundled: bool = True) -> None:
        self._bundled = bundled

    @cached_property
    def bundle(self) -> Bundle | None:
        return find_bundle(STATIC) if self._bundled else None

    @cached_property
    def release(self) -> str:
        digest = hashlib.sha256()
        for path in [*_files(STATIC), *_files(TEMPLATES), *CHANGE_WHAT_IS_SERVED]:
            if self.bundle or not path.is_relative_to(STATIC / "bundle"):
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:12]

    @cached_property
    def vendor(self) -> dict[str, str]:
        """Import specifier → path below `vendor/`; both end in `/` for folders."""
        entries: dict[str, str] = json.loads((STATIC / "vendor.json").read_text())
        return entries

    def address(self, path: str) -> str:
        """Where a file below `static/` is served."""
        return f"/static/{self.release}/{path}"

    def file(self, path: str) -> Path | None:
        """The file at an address, by what follows the release in it.

        Of a bundle nothing is served but the bundle: a module beside it would be a second one of the same.
        """
        if "\x00" in path or len(path) > LONGEST_PATH:
            return None
        if self.bundle and (path.startswith("js/") or path in self.bundle.kept):
            return self.bundle.file(path)
        file = (STATIC / path).resolve()
        return file if file.is_relative_to(STATIC) and file.is_file() else None

    @cached_property
    def import_map(self) -> str:
        """The import map: bare specifiers → hashed addresses. Safe inside a script element."""
        imports = {name: self.address(f"vendor/{path}") for name, path in self.vendor.items()}
        return json.dumps({"imports": imports}).replace("<", "\\u003c")

    @cached_property
    def modules(self) -> list[str]:
        """Addresses of our modules that the first screen needs; the others come when they are asked for."""
        if self.bundle:
            return [self.address(path) for path in self.bundle.first]
        return [self._address_of(path) for path in sorted(_imported_by(STATIC / "js" / "app.js"))]

    @cached_property
    def shell(self) -> list[str]:
        """What the service worker keeps so that the application opens without a network."""
        folders = ("css", "icons", "sounds") if self.bundle else ("js", "css", "icons", "sounds")
        own = [path for folder in folders for path in _files(STATIC / folder) if not self._is_in_bundle(path)]
        if self.bundle:
            own += [STATIC / path for path in self.bundle.kept]
        ours = (path for path in own if not _of_administration(path))
        return ["/", *map(self._address_of, ours), *self._vendor_files()]

    def _is_in_bundle(self, path: Path) -> bool:
        return self.bundle is not None and path.relative_to(STATIC).as_posix() in self.bundle.made_of

    def _vendor_files(self) -> list[str]:
        eager = [STATIC / "vendor" / path for name, path in self.vendor.items() if not name.startswith(LAZY)]
        files = [path for path in eager if path.is_file() and not self._is_in_bundle(path)]
        # Of a folder only its fonts' woff2 files; single modules of a folder are named one by one.
        fonts = (path for path in self.vendor.values() if path.endswith("/files/"))
        files += [file for path in fonts for file in _files(STATIC / "vendor" / path)]
        return [self._address_of(path) for path in files]

    def _address_of(self, path: Path) -> str:
        return self.address(path.relative_to(STATIC).as_posix())


def _of_administration(path: Path) -> bool:
    """Few people see the administration, and never without a network."""
    return path.relative_to(STATIC).parts[1].startswith("admin")


def _imported_by(module: Path, found: frozenset[Path] = frozenset()) -> frozenset[Path]:
    """A module and all of ours that it imports statically, directly or not."""
    found |= {module}
    for address in STATIC_IMPORT.findall(module.read_text()):
        imported = (module.parent / address).resolve()
        if imported not in found:
            found = _imported_by(imported, found)
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def current_assets() -> Assets:
    """The files as the running application serves them."""
    assets: Assets = current_app.extensions["assets"]
    return assets


def register(app: Flask, *, bundled: bool) -> None:
    """Give templates `asset(path)`, `import_map`, `module_preloads` and `release`."""
    app.extensions["assets"] = Assets(bundled=bundled)

    @app.context_processor
    def in_templates() -> dict[str, Any]:
        if app.debug:  # a changed file is a new release; without debugging that takes a restart
            app.extensions["assets"] = Assets(bundled=bundled)
        assets = current_assets()
        return {
            "asset": assets.address,
            "import_map": Markup(assets.import_map),  # noqa: S704 (our own file, with "<" escaped)
            "module_preloads": assets.modules,
            "release": assets.release,
        }
