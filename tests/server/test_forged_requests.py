"""What another site can make a signed-in browser send: every route that changes something, without its token.

The routes come from the application itself: one that is added is tried here without anybody thinking of it.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from messaging.core.api import PREFIX, SAFE_METHODS
from messaging.core.extensions import db
from messaging.core.operations import OPERATIONS
from tests.server.authorisation_matrix import ROUTES
from tests.server.scene import try_route
from tests.support.browsers import Browser
from tests.support.http import InProcess

WITHOUT_COOKIES = {f"{o.method} {PREFIX}{o.path}" for o in OPERATIONS if o.public}
"""Open to everybody and so worth nothing to a forger; they demand JSON, which no foreign page sends unasked."""
CHANGES = [rule for rule in ROUTES if rule.partition(" ")[0] not in SAFE_METHODS and rule not in WITHOUT_COOKIES]
NOTED_IN_THE_AUDIT_LOG = {"GET /api/v1/admin/backup"}
NOT_BY_LINK = [f"GET {PREFIX}{o.path}" for o in OPERATIONS if o.not_by_link]
READS = [rule for rule in ROUTES if rule.startswith("GET ") and rule not in NOTED_IN_THE_AUDIT_LOG]
NOTED = {"device.last_seen_at", "device.last_sync_at"}
"""When a device was last seen is noted whenever it asks."""


@pytest.fixture(params=["owner", "admin"])
def victim(request: pytest.FixtureRequest, staged: Flask) -> Browser:
    browser = Browser(InProcess(staged))
    assert browser.sign_in(request.param).ok
    return browser


def _held(app: Flask) -> dict[str, list[str]]:
    """All rows of all tables."""
    with app.app_context():
        held = {}
        for table in db.metadata.sorted_tables:
            columns = [column for column in table.columns if f"{table.name}.{column.name}" not in NOTED]
            held[table.name] = sorted(map(repr, db.session.execute(select(*columns)).all()))
        db.session.remove()
    return held


@pytest.mark.parametrize("rule", CHANGES)
def test_a_request_without_its_token_changes_nothing(rule: str, victim: Browser, staged: Flask, fill):
    before = _held(staged)
    for headers in ({}, {"X-CSRFToken": "wrong"}, {"X-CSRFToken": "", "X-Requested-With": "XMLHttpRequest"}):
        answer = try_route(victim.http, rule, ROUTES[rule], headers, fill)
        assert answer.status == 403, answer.text[:300]
        assert "security token" in answer.text
    assert _held(staged) == before


@pytest.mark.parametrize("rule", CHANGES)
def test_another_persons_token_changes_nothing(rule: str, victim: Browser, staged: Flask, fill):
    mallory = Browser(InProcess(staged))
    mallory.sign_in("outsider")
    before = _held(staged)
    answer = try_route(victim.http, rule, ROUTES[rule], {"X-CSRFToken": str(mallory.csrf_token)}, fill)
    assert answer.status == 403, answer.text[:300]
    assert _held(staged) == before


@pytest.mark.parametrize("rule", READS)
def test_looking_changes_nothing(rule: str, victim: Browser, staged: Flask, fill):
    """A link or a picture on another site makes a browser ask with its cookies (`SameSite=Lax` lets links do so)."""
    before = _held(staged)
    try_route(victim.http, rule, ROUTES[rule], {}, fill)
    assert _held(staged) == before


@pytest.mark.parametrize("rule", NOT_BY_LINK)
def test_what_costs_much_is_not_begun_by_a_link_elsewhere(rule: str, staged: Flask, fill):
    assert set(NOT_BY_LINK) >= NOTED_IN_THE_AUDIT_LOG
    browser = Browser(InProcess(staged))
    browser.sign_in("admin")
    before = _held(staged)
    answer = try_route(browser.http, rule, ROUTES[rule], {"Sec-Fetch-Site": "cross-site"}, fill)
    assert answer.refusal == (403, "forbidden")
    assert _held(staged) == before
    for site in ("same-origin", "none"):
        assert try_route(browser.http, rule, ROUTES[rule], {"Sec-Fetch-Site": site}, fill).ok
