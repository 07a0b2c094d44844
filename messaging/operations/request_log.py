"""One line a request: method, rule, status, time. Rules instead of addresses, so that no invite token or search text
gets into a log."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request

log = logging.getLogger("quchat.requests")


def register(app: Flask) -> None:
    @app.before_request
    def start_clock() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def write_line(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "(no such page)"
        milliseconds = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
        log.info("%s %s %s %.1f ms", request.method, rule, response.status_code, milliseconds)
        return response


def _in_one_line(record: logging.LogRecord) -> bool:
    """Anyone can send a packet that is none; a traceback for each would fill the disk. (Our own errors keep theirs.)"""
    record.exc_info = record.exc_text = None
    return True


def set_up_logging(*, testing: bool) -> None:
    """Plain lines to standard error. The servers' own access logs, which show whole addresses, stay off."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    for library in ("engineio.server", "socketio.server"):
        logging.getLogger(library).addFilter(_in_one_line)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    log.setLevel(logging.WARNING if testing else logging.INFO)
