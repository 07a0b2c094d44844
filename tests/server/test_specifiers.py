"""Modules name the libraries they use by their places, so that workers, where no import map applies, find them too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from messaging.web.assets import STATIC
from messaging.web.specifiers import with_places
from tests.support.browsers import Browser
from tests.support.http import InProcess

VENDOR = {"dexie": "dexie/dist/dexie.mjs", "lit-html": "lit-html/lit-html.js"}
PLACE = "'../../vendor/dexie/dist/dexie.mjs'"
BARE = re.compile(r"^(?:import|export)[^;]*?from '([^'./][^']*)'", re.MULTILINE)


@pytest.mark.parametrize(
    ("source", "served"),
    [
        ("import Dexie from 'dexie';", f"import Dexie from {PLACE};"),
        ("import {\n  a,\n} from 'dexie';", f"import {{\n  a,\n}} from {PLACE};"),
        ("import 'dexie';", f"import {PLACE};"),
        ("export { liveQuery } from 'dexie';", f"export {{ liveQuery }} from {PLACE};"),
        ("import { a } from './dexie';", "import { a } from './dexie';"),
        ("import { a } from 'unknown';", "import { a } from 'unknown';"),
        ("export const name = 'dexie';", "export const name = 'dexie';"),
        ("  import Dexie from 'dexie';", "  import Dexie from 'dexie';"),
    ],
)
def test_static_imports_of_libraries_are_by_place(source: str, served: str) -> None:
    assert with_places(source, "js/db/schema.js", VENDOR) == served


def test_no_module_is_served_with_an_import_that_a_worker_could_not_follow(make_app: Callable[..., Flask]) -> None:
    app = make_app(bundle=False)
    browser, assets = Browser(InProcess(app)), app.extensions["assets"]
    modules = sorted((STATIC / "js").rglob("*.js"))
    assert STATIC / "js" / "db" / "schema.js" in modules
    for module in modules:
        answer = browser.open(assets.address(module.relative_to(STATIC).as_posix()))
        assert answer.ok
        assert BARE.findall(answer.text) == [], module
