"""The client's modules as a bundle: served only while it is of what is there, and then nothing beside it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask

from messaging.web import assets
from messaging.web.assets import STATIC, Assets
from messaging.web.bundle import find_bundle
from tests.support.browsers import Browser
from tests.support.http import InProcess

MODULES = {"js/app.js": "import './words.js';", "js/words.js": "export const hello = 'Hello';"}
LIBRARY = {"vendor/library.js": "export default 1;"}
IMPORTED = re.compile(r"""(?:^|[;}])(?:import|export)\b[^;"'`]*?["'](\.[^"']+)["']""", re.MULTILINE)
STYLES = {"css/app.css": '@import url("page.css") layer(components);', "css/page.css": "p { color: red }"}
MADE = {
    "js/app.js": "import './chunks/app.js';",
    "js/chunks/app.js": "const hello = 'Hello';",
    "js/words.js": "export {};",
    "css/app.css": "@layer components {p { color: red }}",
}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A folder like `static/`, with a bundle of what is in it."""
    sources = MODULES | LIBRARY | STYLES
    for path, content in sources.items():
        _write(tmp_path / path, content)
    for path, content in MADE.items():
        _write(tmp_path / "bundle" / path, content)
    made_of = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in sources.items()}
    first = ["js/app.js", "js/chunks/app.js"]
    told = {"from": made_of, "first": first, "kept": [*first, "css/app.css"]}
    _write(tmp_path / "bundle" / "bundle.json", json.dumps(told))
    return tmp_path


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


def test_a_bundle_of_what_is_there_is_used(static: Path) -> None:
    bundle = find_bundle(static)
    assert bundle
    assert bundle.first == ["js/app.js", "js/chunks/app.js"]


@pytest.mark.parametrize(
    "change",
    [
        lambda static: _write(static / "js" / "words.js", "export const hello = 'Good day';"),
        lambda static: _write(static / "js" / "new.js", ""),
        lambda static: (static / "js" / "words.js").unlink(),
        lambda static: _write(static / "vendor" / "library.js", "export default 2;"),
        lambda static: _write(static / "css" / "page.css", "p { color: blue }"),
        lambda static: (static / "bundle" / "js" / "chunks" / "app.js").unlink(),
        lambda static: (static / "bundle" / "bundle.json").unlink(),
    ],
    ids=["changed", "added", "removed", "library", "styles", "incomplete", "none"],
)
def test_a_bundle_of_anything_else_is_not(static: Path, change: Callable[[Path], object]) -> None:
    change(static)
    assert find_bundle(static) is None


def test_of_a_bundle_nothing_is_served_beside_it(static: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "STATIC", static)
    bundled = Assets()
    for path in ("js/app.js", "js/chunks/app.js", "css/app.css"):
        assert bundled.file(path) == static / "bundle" / path
    assert bundled.file("vendor/library.js") == static / "vendor" / "library.js"
    (static / "bundle" / "js" / "words.js").unlink()
    assert bundled.file("js/words.js") is None
    assert bundled.file("js/../../config.py") is None
    assert bundled.file("js/../js/words.js") is None


def test_bundle_and_modules_are_two_releases(app: Flask) -> None:
    bundled, separate = Assets(), Assets(bundled=False)
    assert bundled.bundle, "there is no bundle: run python3 scripts/setup.py test"
    assert bundled.release != separate.release
    assert len(bundled.modules) < 5 < 100 < len(separate.modules)


@pytest.mark.parametrize("bundled", [True, False])
def test_all_that_a_page_and_its_worker_ask_for_is_there(make_app: Callable[..., Flask], bundled: bool) -> None:
    browser = Browser(InProcess(make_app(bundle=bundled)))
    page, worker = browser.open("/").text, browser.open("/sw.js").text
    shell = json.loads(re.findall(r"const SHELL = (\[.*?\]);", worker, re.DOTALL)[0])
    named = [*shell, *re.findall(r'(?:href|src)="(/static/[^"]+)"', page)]
    assert len(named) > 50
    assert [address for address in named if not browser.open(address).ok] == []
    preloaded = re.findall(r'rel="modulepreload" href="([^"]+)"', page)
    assert set(preloaded) <= set(shell)
    # Nor does any of them ask for another file that the worker does not keep, save for the mode cloud-only.
    modules = [address for address in shell if "/js/" in address]
    wanted = {urljoin(address, path) for address in modules for path in IMPORTED.findall(browser.open(address).text)}
    assert [address for address in wanted - set(shell) if "fake-indexeddb" not in address] == []


def test_the_bundle_keeps_names_has_a_map_for_each_file_and_one_style_sheet(app: Flask) -> None:
    bundle = Assets().bundle
    assert bundle
    assert "function followConversations()" in (bundle.folder / "js" / "chunks" / "app.js").read_text()
    for path in bundle.kept:
        file = bundle.folder / path
        assert "@import" not in file.read_text()
        named = re.search(r"//# sourceMappingURL=(.+)", file.read_text())
        assert not named or json.loads((file.parent / named[1]).read_text())["sourcesContent"]
    assert (bundle.folder / "js" / "chunks" / "app.js.map").is_file()
    assert not [path for path in bundle.made_of if not (STATIC / path).is_file()]
