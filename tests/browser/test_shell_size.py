"""What a browser must load before it shows anything stays small, and comes in few files."""

from __future__ import annotations

import gzip

import requests
from playwright.sync_api import Request

from tests.browser.conftest import Enter

BUDGET = 150 * 1024
FILES = 10


def test_the_scripts_of_the_first_page_are_small(enter: Enter) -> None:
    anna = enter("Anna", account=False)
    scripts: set[str] = set()

    def note(request: Request) -> None:
        if request.resource_type == "script":
            scripts.add(request.url)

    anna.page.on("request", note)
    anna.create_account()
    anna.expect_in_touch()
    sizes = {url.split("/static/")[-1]: len(gzip.compress(requests.get(url, timeout=20).content)) for url in scripts}
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:15]
    assert any(name.endswith("js/app.js") for name in sizes)
    assert any(name.endswith("js/chunks/app.js") for name in sizes), "there is no bundle: run scripts/setup.py test"
    assert len(sizes) <= FILES, sizes
    assert sum(sizes.values()) <= BUDGET, f"{sum(sizes.values()) / 1024:.0f} KB in {len(sizes)} files: {largest}"
