"""How a line of the log looks: plain for people, or one JSON object for programs. Neither holds what people write,
their addresses, or secrets: who logs passes ids and numbers."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import orjson

from config import LogFormat
from messaging.core import trace
from messaging.core.clock import iso


class Plain(logging.Formatter):
    """`2026-11-21 12:00:00,000 INFO quchat.requests: GET /health 200 0.4 ms [request …, device …]`"""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s%(trace)s")

    def format(self, record: logging.LogRecord) -> str:
        known = [f"{name} {value}" for name, value in _trace().items()]
        record.trace = f" [{', '.join(known)}]" if known else ""
        return super().format(record)


class Json(logging.Formatter):
    """`{"time", "level", "logger", "message", "request", "device", …}`; a request's line also has its facts."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": iso(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_trace(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def _trace() -> dict[str, str]:
    now = trace.current()
    return {name: value for name, value in (("request", now.request_id), ("device", now.device_id)) if value}


def _in_one_line(record: logging.LogRecord) -> bool:
    """Anyone can send a packet that is none; a traceback for each would fill the disk. (Our own errors keep theirs.)"""
    record.exc_info = record.exc_text = None
    return True


def set_up_logging(form: LogFormat, *, testing: bool) -> None:
    """Lines to standard error. The servers' own access logs, which show whole addresses, stay off."""
    logging.basicConfig(level=logging.INFO)
    for handler in logging.getLogger().handlers:
        if type(handler) is logging.StreamHandler:  # not what a test listens with
            handler.setFormatter(Json() if form == "json" else Plain())
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    for library in ("engineio.server", "socketio.server"):
        logging.getLogger(library).addFilter(_in_one_line)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("quchat.requests").setLevel(logging.WARNING if testing else logging.INFO)
