"""What protects browsers and the server itself: headers, sizes, origins, methods; and errors that tell nothing."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from messaging import MAX_BODY_BYTES
from tests.support.answers import Answer
from tests.support.browsers import Browser
from tests.support.http import InProcess
from tests.support.people import Person, Visitor

PAGES = ["/", "/sign-in", "/register", "/nowhere", "/sw.js", "/manifest.webmanifest", "/health", "/api/v1/auth/me"]


def _policy(answer: Answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


# Headers


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_security_headers(browser: Browser, path: str):
    headers = browser.open(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_run_nothing_but_our_own_files(browser: Browser, path: str):
    policy = _policy(browser.open(path))
    assert policy["default-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert re.fullmatch(r"'self' 'nonce-[\w-]{20,}'", policy["script-src"])
    assert "unsafe" not in str(policy)


def test_a_nonce_is_used_once_and_is_the_one_on_the_page(browser: Browser):
    first, second = browser.open("/"), browser.open("/")
    nonces = [re.search(r"nonce-([\w-]+)", page.headers["Content-Security-Policy"])[1] for page in (first, second)]
    assert nonces[0] != nonces[1]
    assert f'nonce="{nonces[0]}"' in first.text


@pytest.mark.parametrize("path", ["/", "/sign-in", "/register", "/nowhere"])
def test_no_page_holds_inline_scripts_styles_or_handlers(browser: Browser, path: str):
    page = browser.open(path).text
    for script in re.findall(r"<script\b[^>]*>", page):
        assert "src=" in script or 'type="importmap"' in script
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", page)


def test_strict_transport_security_is_for_production(make_app):
    assert "Strict-Transport-Security" not in Browser(InProcess(make_app())).open("/").headers
    assert (
        "max-age"
        in Browser(InProcess(make_app(environment="production"))).open("/").headers["Strict-Transport-Security"]
    )


def test_what_the_api_answers_is_kept_by_no_cache(ada: Person, visitor: Visitor):
    for answer in (ada.get("/auth/me"), ada.get("/conversations"), visitor.get("/auth/me"), visitor.get("/nowhere")):
        assert answer.headers["Cache-Control"] == "no-store"


# Other origins


def _cors(app: Flask, origin: str) -> str | None:
    answer = Visitor(InProcess(app)).request("GET", "/health", headers={"Origin": origin})
    return answer.headers.get("Access-Control-Allow-Origin")


def test_other_origins_read_nothing_unless_they_are_named(make_app):
    assert _cors(make_app(), "https://other.example") is None
    app = make_app(cors_origins=("https://friend.example",))
    assert _cors(app, "https://friend.example") == "https://friend.example"
    assert _cors(app, "https://friend.example.evil.example") is None
    assert _cors(app, "https://other.example") is None


# Sizes


def test_a_body_beyond_the_limit_is_too_large(ada: Person):
    assert ada.upload("POST", "/messages", b"x" * (MAX_BODY_BYTES + 1), "application/json").refusal == (
        413,
        "too_large",
    )


def test_a_form_field_beyond_the_limit_is_too_large(browser: Browser):
    answer = browser.submit("/sign-in", {"username": "x" * 200_000, "password": "y"})
    assert answer.status == 413


@pytest.mark.parametrize("path", ["/users/" + "x" * 5000, "/messages/" + "%00" * 10, "/users?q=" + "a" * 5000])
def test_strange_addresses_are_refused_politely(ada: Person, path: str):
    assert ada.get(path).status in (404, 422)


def test_what_is_asked_for_twice_is_refused(ada: Person):
    assert ada.get("/users?q=bob&q=ada").wrong_fields == {"q"}


# Methods and addresses that are not there


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/auth/me"), ("PUT", "/conversations"), ("POST", "/health")])
def test_a_method_that_is_not_there_says_so(ada: Person, method: str, path: str):
    assert ada.request(method, path).refusal == (405, "not_found")


def test_an_address_that_is_not_there_is_json_under_the_api_and_a_page_elsewhere(browser: Browser):
    assert browser.get("/nowhere").refusal == (404, "not_found")
    page = browser.open("/nowhere")
    assert (page.status, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "../config.py",
        "..%2f..%2fconfig.py",
        "%2e%2e/config.py",
        "js/../../config.py",
        "/etc/passwd",
        "vendor.json/..",
        "",
    ],
)
def test_no_address_leads_out_of_the_static_files(app: Flask, browser: Browser, path: str):
    release = app.extensions["assets"].release
    answer = browser.open(f"/static/{release}/{path}")
    assert answer.status in (301, 308, 404)
    assert "dataclass" not in answer.text


def test_static_files_are_kept_for_ever_under_this_release_only(app: Flask, browser: Browser):
    release = app.extensions["assets"].release
    answer = browser.open(f"/static/{release}/vendor.json")
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert browser.open("/static/0123456789ab/vendor.json").status == 404


@pytest.mark.parametrize("path", ["js/app.js", "css/app.css", "vendor.json", "icons/logo.svg"])
def test_static_text_is_compressed_for_those_who_take_it(app: Flask, browser: Browser, path: str):
    address = f"/static/{app.extensions['assets'].release}/{path}"
    plain = browser.open(address)
    assert "Content-Encoding" not in plain.headers
    packed = browser.open(address, headers={"Accept-Encoding": "br, gzip"})
    assert packed.ok
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    again = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert browser.open(address, headers=again).status == 304
    for answer in (plain, packed):
        assert answer.headers["Content-Type"] == plain.headers["Content-Type"]
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["icons/app-icon-192.png", "nowhere.js"])
def test_what_is_compressed_already_or_missing_is_left_as_it_is(app: Flask, browser: Browser, path: str):
    answer = browser.open(f"/static/{app.extensions['assets'].release}/{path}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_answers_that_hold_secrets_are_not_compressed(browser: Browser):
    answer = browser.open("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert answer.ok
    assert "Content-Encoding" not in answer.headers


# Errors tell nothing


@pytest.fixture
def broken(errors_expected, monkeypatch) -> None:
    """A bug in a handler, with something in its message that is nobody's business."""

    def fail(*_: object) -> None:
        raise RuntimeError("secret at /srv/quchat/app.py, SELECT * FROM user")

    monkeypatch.setattr("messaging.conversations.queries.list_conversations", fail)


def test_an_unexpected_error_says_nothing_of_itself(ada: Person, broken, caplog):
    answer = ada.get("/conversations")
    assert answer.refusal == (500, "internal")
    assert "secret" not in answer.text
    assert "SELECT" not in answer.text
    assert "unexpected error" in caplog.text


def test_an_unexpected_error_leaves_the_server_working(ada: Person, broken):
    ada.get("/conversations")
    assert ada.get("/auth/me").ok


def test_health_asks_the_database(visitor: Visitor, errors_expected, monkeypatch):
    host = Browser(visitor.http)
    assert (visitor.get("/health").json, host.open("/health").json) == ({"status": "ok"}, {"status": "healthy"})

    def gone(_statement: str) -> None:
        raise OperationalError("SELECT 1", {}, Exception("it is gone"))

    monkeypatch.setattr("messaging.operations.health.text", gone)
    assert (visitor.get("/health").refusal, host.open("/health").refusal) == ((503, "read_only"),) * 2


@pytest.mark.parametrize("path", ["/users?q=%00", "/search?q=a%00b", "/contexts?q=%00", "/contexts?tag=%00a"])
def test_a_null_byte_in_a_question_is_no_error_of_the_server(path: str, ada: Person):
    assert ada.get(path).status in (200, 422)
