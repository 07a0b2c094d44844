"""`make audit`: findings fail it, and not having asked is never taken for there being none."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from config import ROOT

CLEAN, WEAK, UNKNOWN = 0, 1, 2


class Osv:
    """What the service says; `asked` is what it was asked."""

    url = ""

    def __init__(self) -> None:
        self.weak: dict[str, list[str]] = {}
        self.asked: list[dict[str, Any]] = []
        self.nonsense: bytes | None = None

    def answer(self, body: bytes) -> bytes:
        self.asked = json.loads(body)["queries"]
        results = [
            {"vulns": [{"id": id_} for id_ in self.weak.get(query["package"]["name"], [])]} for query in self.asked
        ]
        return self.nonsense or json.dumps({"results": results}).encode()


@pytest.fixture
def osv() -> Iterator[Osv]:
    service = Osv()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = service.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        service.url = f"http://127.0.0.1:{server.server_port}"
        yield service
        server.shutdown()
        thread.join()


def _audit(url: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "scripts/audit.py"], cwd=ROOT, env={"OSV_URL": url}, capture_output=True, text=True
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_every_pin_of_both_kinds_is_asked_about(osv):
    code, said = _audit(osv.url)
    assert (code, "0 known weaknesses" in said) == (CLEAN, True)
    asked = {(query["package"]["ecosystem"], query["package"]["name"]) for query in osv.asked}
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    pins = [line for file in ROOT.glob("requirements*.txt") for line in file.read_text().splitlines() if "==" in line]
    assert {("PyPI", "Flask"), ("PyPI", "eventlet"), ("npm", "dexie"), ("npm", "@biomejs/biome")} <= asked
    assert len(osv.asked) >= len(set(pins)) + len({path.rpartition("node_modules/")[2] for path in lock if path})
    assert all(query["version"] for query in osv.asked)


def test_a_finding_fails_and_says_where_to_read_on(osv):
    osv.weak = {"eventlet": ["GHSA-0000-0000-0000"]}
    code, said = _audit(osv.url)
    assert code == WEAK
    assert "eventlet" in said
    assert "https://osv.dev/GHSA-0000-0000-0000" in said


def test_who_can_not_ask_says_so(osv):
    for url in ("http://127.0.0.1:9", osv.url):
        osv.nonsense = b'{"results": []}'
        code, said = _audit(url)
        assert code == UNKNOWN
        assert said.startswith("NOT AUDITED")
