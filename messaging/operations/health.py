"""`/health` for hosts and `/api/v1/health` for clients: the database is really asked."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import ConfigDict
from sqlalchemy import text

from messaging.core.api import Api, answer
from messaging.core.extensions import db
from messaging.core.openapi import document
from messaging.core.service import OK, services
from messaging.core.shapes import Shape

api = Api("operations")


class Health(Shape):
    status: str
    service: str | None = None
    """Where it is not `ok`: `read_only` or `maintenance` (docs/faults.md)."""
    reason: str | None = None


class OpenApiDocument(Shape):
    """This document. OpenAPI names more fields than these, and `x-` for our own."""

    model_config = ConfigDict(extra="allow")

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]


@api.get("/health", reply=Health, public=True)
def health() -> dict[str, Any]:
    """Is the server able to work?"""
    return _asked("ok")


@api.get("/openapi.json", reply=OpenApiDocument, public=True)
def openapi() -> dict[str, Any]:
    """This document."""
    return document()


def host_health() -> Response:
    """What a host asks to see whether it must restart the process, which helps against no full disk."""
    return answer(_asked("healthy"))


def _asked(well: str) -> dict[str, Any]:
    """`{status}`, with what the server can't do now. Raises where the database does not answer, but for maintenance,
    during which it may not be there."""
    present = services.now()
    if present.state == "stopping":
        services.check()  # nobody is to be sent here any more
    if present.state != "maintenance":
        db.session.execute(text("SELECT 1"))
    limited = {} if present == OK else {"service": present.state, "reason": present.reason}
    return {"status": well, **limited}
