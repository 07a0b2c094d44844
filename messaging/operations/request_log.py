"""One line a request: method, rule, status, time. Rules instead of addresses, so that no invite token or search text
gets into a log."""

from __future__ import annotations

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request

from messaging.core import metrics, trace

log = logging.getLogger("quchat.requests")

REQUEST_ID = "X-Request-ID"
_SOUND = re.compile(r"[A-Za-z0-9_-]{8,64}")


def register(app: Flask, *, behind_proxy: bool) -> None:
    """Name each request, write its line, and count it. A proxy that is trusted may have named it already."""

    @app.before_request
    def begin() -> None:
        g.started = time.perf_counter()
        given = request.headers.get(REQUEST_ID, "") if behind_proxy else ""
        g.request_id = given if _SOUND.fullmatch(given) else secrets.token_hex(8)
        trace.begin(g.request_id)

    @app.after_request
    def note(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "(no such page)"
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        facts = {"method": request.method, "rule": rule, "status": response.status_code, "ms": round(seconds * 1000, 1)}
        log.info("%(method)s %(rule)s %(status)s %(ms)s ms", facts, extra={"facts": facts})
        # Where there is no page anybody can make up methods, and each would be counted by itself for ever.
        method = request.method if request.url_rule else "(any)"
        metrics.requests.labels(method, rule, str(response.status_code)).observe(seconds)
        if "request_id" in g:
            response.headers[REQUEST_ID] = g.request_id
        return response
