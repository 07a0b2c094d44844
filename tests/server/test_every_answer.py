"""What must hold for the answer of every single route, whoever asks: headers, caches, addresses, the log.

The routes come from the authorisation matrix, which is held to be complete.
"""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask

from tests.server.authorisation_matrix import ROUTES
from tests.server.scene import Fill, Scene, try_route
from tests.support.answers import Answer
from tests.support.browsers import Browser
from tests.support.http import InProcess, send_bytes
from tests.support.people import PASSWORD

ROLES = ("anonymous", "owner", "admin")
SAME_FOR_EVERYBODY = {
    "GET /",
    "GET /sw.js",
    "GET /manifest.webmanifest",
    "GET /static/<release>/<path:path>",
}
HOSTILE = [
    "..",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cwindows%5cwin.ini",
    "....//....//etc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "%00",
    "x%00.webp",
    "%0d%0aSet-Cookie:%20planted=yes",
    "%E2%80%AE",
    "%ff%fe",
    "'%20OR%201=1--",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "-1",
    "x" * 3000,
]


def _ask(app: Flask, scene: Scene, rule: str, role: str, fill: Fill) -> Answer:
    return try_route(InProcess(app), rule, ROUTES[rule], scene.headers(role), fill)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("rule", ROUTES)
def test_others_can_not_frame_sniff_run_or_keep_it(rule: str, role: str, scene: Scene, staged: Flask, fill: Fill):
    headers = _ask(staged, scene, rule, role, fill).headers
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "Server" not in headers
    assert "Access-Control-Allow-Origin" not in headers
    if rule in SAME_FOR_EVERYBODY:
        assert "Set-Cookie" not in headers
    else:
        assert re.search(r"\b(no-store|private)\b", headers["Cache-Control"])


@pytest.mark.parametrize("rule", [rule for rule in ROUTES if "<" in rule])
def test_no_address_leads_anywhere_else(rule: str, scene: Scene, staged: Flask, fill: Fill):
    method, _, path = rule.partition(" ")
    names = re.findall(r"<(?:\w+:)?(\w+)>", path)
    for hostile in HOSTILE:
        for name in names:
            address = fill(path, **{name: "HERE"}).replace("HERE", hostile)
            headers = {**scene.headers("admin"), **fill(ROUTES[rule].headers)}
            answer = send_bytes(InProcess(staged), method, address, b"", headers)
            assert answer.status < 500, (address, answer.text[:200])
            assert b"root:" not in answer.data
            assert "planted" not in str(answer.headers.get("Set-Cookie", ""))
            assert b"<script>alert" not in answer.data
            if answer.status in (301, 302, 303, 308):
                assert re.match(r"(http://localhost)?/(?![/\\])", answer.headers["Location"]), answer.headers


@pytest.mark.parametrize("role", ["owner", "admin"])
@pytest.mark.parametrize("rule", ROUTES)
def test_its_line_in_the_log_holds_no_secret(
    rule: str, role: str, scene: Scene, staged: Flask, fill: Fill, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="quchat.requests")
    browser = Browser(InProcess(staged))
    browser.sign_in(role)
    secrets = {PASSWORD, str(browser.csrf_token), scene.tokens[role], browser.http.client.get_cookie("session").value}
    secrets |= {scene.names[name] for name in ("invite_token", "digest") if name in scene.names}
    try_route(browser.http, rule, ROUTES[rule], browser.headers(), fill)
    _ask(staged, scene, rule, role, fill)
    assert [secret for secret in secrets if secret in caplog.text] == []
