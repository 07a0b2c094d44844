"""Holds everything the suite sees to the server's own description, `GET /api/v1/openapi.json`.

Every response, successful request body, acknowledgement and packet passes here. Object schemas are closed first
(`additionalProperties: false`), so that a field nobody described fails the test that met it. A row in a log must
fit the shape of the entity it comes as, not just any of them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import orjson
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from tests.support.answers import Answer

Schema = dict[str, Any]
ROWS = {
    ("c", "conversation"): "ConversationShape",
    ("c", "membership"): "MembershipShape",
    ("c", "message"): "MessageShape",
    ("c", "reaction"): "ReactionShape",
    ("c", "context"): "ContextShape",
    ("c", "user"): "UserShape",
    ("c", "link_preview"): "LinkPreviewShape",
    ("r", "receipt"): "Receipt",
    ("u", "conversation"): "ConversationShape",
    ("u", "contact"): "ContactShape",
    ("u", "context"): "ContextShape",
    ("u", "user"): "UserShape",
    ("u", "settings"): "Settings",
    ("u", "preferences"): "PreferencesShape",
    ("u", "device"): "DeviceShape",
    ("u", "notice"): "NoticeShape",
}
"""The shape of each entity in each log (protocol.md, Objects)."""


class ContractBroken(AssertionError):
    """What the server said is not what it says it would say."""


class Contract:
    """The description, ready to check against."""

    def __init__(self) -> None:
        self._document: Schema = {}
        self._validators: dict[str, Draft202012Validator] = {}
        self.broken: list[ContractBroken] = []

    def load(self, document: Schema) -> None:
        """Take the description over."""
        self._document = closed(copy.deepcopy(document))
        self._validators.clear()
        self.__dict__.pop("_routes", None)

    @cached_property
    def _routes(self) -> Any:
        paths = self._document["paths"]
        rules = [
            Rule(path.replace("{", "<").replace("}", ">"), endpoint=path, methods=[method.upper()])
            for path, operations in paths.items()
            for method in operations
        ]
        return Map(rules, strict_slashes=False).bind("localhost")

    def operation(self, method: str, path: str) -> Schema | None:
        """The described operation behind a request; None where there is no such thing."""
        try:
            described, _ = self._routes.match(path.partition("?")[0], method)
        except HTTPException:
            return None
        found: Schema | None = self._document["paths"][described].get(method.lower())
        return found

    def check_exchange(self, method: str, path: str, body: bytes, headers: Mapping[str, str], answer: Answer) -> None:
        """A response, and the request that was accepted with it. Pages are not described and pass."""
        if path.startswith("/api/") and self._document:
            self._check_exchange(method, path, body, headers, answer)

    def _check_exchange(self, method: str, path: str, body: bytes, headers: Mapping[str, str], answer: Answer) -> None:
        where = f"{method} {path} → {answer.status}"
        operation = self.operation(method, path)
        if method == "HEAD":
            assert answer.data == b"", f"{where}: a body where there can be none"
            return
        if operation is None:
            if answer.status not in (404, 405):
                raise ContractBroken(f"{where}: an operation that is not described")
            self.check(answer.json, {"$ref": "#/components/schemas/ErrorReply"}, where)
            return
        described = operation["responses"].get(str(answer.status))
        if described is None:
            raise ContractBroken(f"{where}: this status is not described; {answer.text[:300]}")
        content = described.get("content", {})
        if "application/json" in content:
            self._check_json(answer, content["application/json"]["schema"], where)
        elif answer.data and not content:
            raise ContractBroken(f"{where}: a body where none is described")
        if answer.ok:
            self._check_request(operation, body, headers, f"{where}, request body")

    def _check_json(self, answer: Answer, schema: Schema, where: str) -> None:
        if answer.headers.get("Content-Type") != "application/json":
            raise ContractBroken(f"{where}: {answer.headers.get('Content-Type')} instead of JSON")
        self.check(answer.json, schema, where)
        self._check_rows(answer.json, where)

    def _check_request(self, operation: Schema, body: bytes, headers: Mapping[str, str], where: str) -> None:
        described = operation.get("requestBody", {}).get("content", {})
        if headers.get("Content-Type") == "application/json" and body:
            if "application/json" not in described:
                raise ContractBroken(f"{where}: accepted, and not described")
            self.check(orjson.loads(body), described["application/json"]["schema"], where)

    def check_acknowledgement(self, event: str, data: Any, answer: Any, *, both: bool = True) -> None:
        """The answer of a socket event, and of `both` also what was accepted with it."""
        described = self._document["x-socket-events"].get(event)
        if described is None:
            raise ContractBroken(f"the event {event} is acknowledged, and not described")
        if answer.get("ok") is not True:
            self.check(answer, described["refusal"], f"{event} refused")
            return
        reply = {name: value for name, value in answer.items() if name != "ok"}
        for schema in described["acknowledgement"]["allOf"]:
            if "$ref" in schema:
                self.check(reply, schema, f"{event} acknowledged")
        if both:
            self.check({} if data is None else data, described["data"], f"{event} sent")
        self._check_rows(reply, f"{event} acknowledged")

    def note_packet(self, name: str, data: Any) -> None:
        """Check what the server sends by itself, from inside the server: it survives failures there, the test must not.

        conftest.py raises what is noted here.
        """
        try:
            self.check_packet(name, data)
        except ContractBroken as broken:
            self.broken.append(broken)

    def check_packet(self, name: str, data: Any) -> None:
        """What the server sends by itself."""
        described = self._document["x-socket-packets"].get(name)
        if described is None:
            raise ContractBroken(f"the packet {name} is not described")
        self.check(data, described, f"packet {name}")
        self._check_rows(data, f"packet {name}")

    def check(self, value: Any, schema: Schema, where: str) -> None:
        """Raise ContractBroken unless the value fits."""
        key = orjson.dumps(schema, option=orjson.OPT_SORT_KEYS).decode()
        validator = self._validators.get(key)
        if validator is None:
            whole = {"components": self._document["components"], **schema}
            validator = self._validators[key] = Draft202012Validator(whole, format_checker=FormatChecker())
        problems = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]
        if problems:
            raise ContractBroken(f"{where}: " + "; ".join(problems[:5]))

    def _check_rows(self, value: Any, where: str) -> None:
        for log, change in _changes(value):
            self.check_row(log, change, where)

    def check_row(self, log: str, change: Mapping[str, Any], where: str) -> None:
        """The row of one entry of a log."""
        entity = change["entity"]
        name = ROWS.get((log[0], entity))
        if name is None:
            raise ContractBroken(f"{where}: {entity} has no place in {log}")
        if (change["op"] == "delete") != (change["row"] is None):
            raise ContractBroken(f"{where}: {change['op']} of {entity} with row {change['row']}")
        if change["row"] is not None:
            self.check(change["row"], {"$ref": f"#/components/schemas/{name}"}, f"{where}, {entity} in {log}")


def _changes(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every `(log, change)` in a packet or in the answer of a pull."""
    if not isinstance(value, dict):
        return
    for part in [value, *(log for log in value.get("logs", ()) if isinstance(log, dict))]:
        if "log" in part and "changes" in part:
            for change in part["changes"]:
                yield part["log"], change


def closed(schema: Any) -> Any:
    """The same schema, with no object allowed to hold more than it names."""
    if isinstance(schema, dict):
        for part in schema.values():
            closed(part)
        if "properties" in schema and schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
    elif isinstance(schema, list):
        for part in schema:
            closed(part)
    return schema


contract = Contract()
