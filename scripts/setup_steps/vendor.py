"""static/vendor/: the files of node_modules that browsers load, as static/vendor.json maps them.

`{specifier: path below node_modules}`; a path that ends in `/` is a folder, taken with all below it. The files keep
their path, so what they import by relative address is found beside them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from . import node_modules, stamps
from .commands import say
from .paths import NODE_MODULES, ROOT, VENDOR

MAP = ROOT / "static" / "vendor.json"
SERVED = {".js", ".mjs", ".css", ".woff2", ".json"}  # no source maps, no type declarations
NOT_SERVED = {"development", "node", "package.json"}  # builds for other places inside a mapped folder


def ensure() -> None:
    wanted = stamps.digest([MAP, ROOT / "package-lock.json", Path(__file__)])
    if _up_to_date(wanted):
        return
    stamps.clear("vendor")
    node_modules.ensure(development=False)
    say("Copying the client's libraries to static/vendor/")
    shutil.rmtree(VENDOR, ignore_errors=True)
    copied = [_copy(source) for source in sorted(set(_mapped_files()))]
    stamps.write("vendor", json.dumps({"inputs": wanted, "files": copied}))


def _up_to_date(wanted: str) -> bool:
    held = stamps.read("vendor")
    if held is None:
        return False
    stamp = json.loads(held)
    return stamp["inputs"] == wanted and all((VENDOR / file).is_file() for file in stamp["files"])


def _mapped_files() -> Iterator[Path]:
    for specifier, path in json.loads(MAP.read_text()).items():
        source = NODE_MODULES / path
        if path.endswith("/") and source.is_dir():
            yield from (file for file in source.rglob("*") if _served(file))
        elif source.is_file():
            yield source
        else:
            raise SystemExit(f"static/vendor.json maps {specifier!r} to {path}, which node_modules does not have.")


def _served(file: Path) -> bool:
    return file.is_file() and file.suffix in SERVED and NOT_SERVED.isdisjoint(file.relative_to(NODE_MODULES).parts)


def _copy(source: Path) -> str:
    name = source.relative_to(NODE_MODULES)
    target = VENDOR / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return name.as_posix()
