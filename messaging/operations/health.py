"""`/health` for hosts and `/api/v1/health` for clients: the database is really asked."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import ConfigDict
from sqlalchemy import text

from messaging.core.api import Api, answer
from messaging.core.extensions import db
from messaging.core.openapi import document
from messaging.core.shapes import Shape

api = Api("operations")


class Health(Shape):
    status: str


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
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}


@api.get("/openapi.json", reply=OpenApiDocument, public=True)
def openapi() -> dict[str, Any]:
    """This document."""
    return document()


def host_health() -> Response:
    """What a host asks to see whether it must restart the process."""
    db.session.execute(text("SELECT 1"))
    return answer({"status": "healthy"})
