"""One line a request: method, rule, status, time. Rules instead of addresses, so that no invite token or search text
gets into a log."""

from __future__ import annotations

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request

from messaging.core import trace

log = logging.getLogger("quchat.requests")

REQUEST_ID = "X-Request-ID"
_SOUND = re.compile(r"[A-Za-z0-9_-]{8,64}")


def register(app: Flask, *, behind_proxy: bool) -> None:
    """Name each request, and write its line. A proxy that is trusted may have named it already."""

    @app.before_request
    def begin() -> None:
        g.started = time.perf_counter()
        given = request.headers.get(REQUEST_ID, "") if behind_proxy else ""
        g.request_id = given if _SOUND.fullmatch(given) else secrets.token_hex(8)
        trace.begin(g.request_id)

    @app.after_request
    def write_line(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "(no such page)"
        took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
        facts = {"method": request.method, "rule": rule, "status": response.status_code, "ms": round(took, 1)}
        log.info("%(method)s %(rule)s %(status)s %(ms)s ms", facts, extra={"facts": facts})
        if "request_id" in g:
            response.headers[REQUEST_ID] = g.request_id
        return response
