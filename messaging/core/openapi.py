"""`GET /api/v1/openapi.json`, generated from the same shapes that validate."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic.json_schema import models_json_schema

from messaging.core.api import PREFIX
from messaging.core.errors import ERRORS
from messaging.core.operations import EVENTS, OPERATIONS, PACKETS, Operation
from messaging.core.shapes import Shape

_REF = "#/components/schemas/{model}"
_ACCEPTED = {"type": "object", "properties": {"ok": {"const": True}}, "required": ["ok"]}


class ErrorObject(Shape):
    """`code` is stable and meant for programs, `message` for people."""

    code: str
    message: str
    details: dict[str, Any]


class ErrorReply(Shape):
    error: ErrorObject


class RefusedAcknowledgement(Shape):
    ok: bool
    error: ErrorObject


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document; socket events stand under `x-socket-events` and `x-socket-packets`."""
    refs, definitions = _schemas()
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        path = PREFIX + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(operation, path, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "QuChat", "version": "1", "description": "Sync, live delivery and the rest of QuChat."},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
        "x-socket-events": {
            name: {
                "summary": event.summary,
                "data": refs[event.data, "validation"],
                "acknowledgement": {"allOf": [_ACCEPTED, refs[event.reply, "serialization"]]},
                "refusal": refs[RefusedAcknowledgement, "serialization"],
            }
            for name, event in sorted(EVENTS.items())
        },
        "x-socket-packets": {name: refs[shape, "serialization"] for name, shape in sorted(PACKETS.items())},
    }


def _schemas() -> tuple[dict[Any, Any], dict[str, Any]]:
    inbound = {s for o in OPERATIONS for s in (o.body, o.query) if s} | {e.data for e in EVENTS.values()}
    inbound |= {o.form for o in OPERATIONS if o.form}
    outbound = {o.reply for o in OPERATIONS if o.reply} | {e.reply for e in EVENTS.values()}
    outbound |= {*PACKETS.values(), ErrorReply, RefusedAcknowledgement}
    models = [(m, "validation") for m in inbound] + [(m, "serialization") for m in outbound]
    models.sort(key=lambda pair: (pair[0].__name__, pair[1]))
    refs, schema = models_json_schema(models, ref_template=_REF)  # type: ignore[arg-type]
    return refs, schema.get("$defs", {})


def _operation(operation: Operation, path: str, refs: dict[Any, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": _path_parameters(path) + _query_parameters(operation),
        "security": [] if operation.public else [{"bearer": []}, {"session": []}],
        "responses": _responses(operation, refs),
    }
    if operation.body:
        required = any(field.is_required() for field in operation.body.model_fields.values())
        content = {"application/json": {"schema": refs[operation.body, "validation"]}}
        spec["requestBody"] = {"required": required, "content": content}
    if operation.sends:
        spec["requestBody"] = {"required": True, "content": {operation.sends: {"schema": _sent(operation, refs)}}}
    return spec


def _sent(operation: Operation, refs: dict[Any, Any]) -> dict[str, Any]:
    """A large body: bytes, or a form with a file and other fields."""
    bytes_: dict[str, Any] = {"type": "string", "format": "binary"}
    if operation.form is None:
        return bytes_
    file = {"type": "object", "properties": {"file": bytes_}, "required": ["file"]}
    return {"allOf": [refs[operation.form, "validation"], file]}


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    if not operation.query:
        return []
    schema = operation.query.model_json_schema(ref_template=_REF)
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": field}
        for name, field in schema["properties"].items()
    ]


def _responses(operation: Operation, refs: dict[Any, Any]) -> dict[str, Any]:
    if operation.binary:
        success: dict[str, Any] = {"description": "The bytes.", "content": {"*/*": {}}}
    elif operation.reply:
        schema = refs[operation.reply, "serialization"]
        success = {"description": "Done.", "content": {"application/json": {"schema": schema}}}
    else:
        success = {"description": "Done."}
    responses = {"200": success}
    if operation.created:
        responses["201"] = success
    for status in operation.also:
        responses[str(status)] = success if status == 206 else {"description": HTTPStatus(status).phrase}
    error = {"application/json": {"schema": refs[ErrorReply, "serialization"]}}
    for status in sorted({e.status for e in ERRORS}):
        codes = ", ".join(e.code for e in ERRORS if e.status == status)
        responses[str(status)] = {"description": codes, "content": error}
    for status in operation.refuses:
        responses[str(status)] = {"description": "Refused.", "content": error}
    return responses
