"""The people of a case. All they do is noted and must succeed, so that what the cases cover is known, not claimed."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Flask

from messaging.core.api import PREFIX
from messaging.core.operations import OPERATIONS
from tests.support.answers import Acknowledgement, Answer
from tests.support.background import Background
from tests.support.browsers import Browser
from tests.support.http import InProcess
from tests.support.people import Person, Visitor, arrive, op
from tests.support.previews import show_preview
from tests.support.retention import age, sweep
from tests.support.sockets import InProcessSocket

_OPERATIONS = {operation.name: f"{operation.method} {operation.path}" for operation in OPERATIONS}


class Witness(InProcess):
    """Carries requests and notes which operation each was."""

    def __init__(self, app: Flask, seen: set[str]) -> None:
        super().__init__(app)
        self.seen = seen

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        answer = super().send(method, path, {"User-Agent": "A device", **headers}, body)
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text[:500]}"
        endpoint, _ = self.app.url_map.bind("localhost").match(path.partition("?")[0], method)
        self.seen.add(_OPERATIONS[endpoint.partition(".")[2]])
        if path == f"{PREFIX}/sync/push":
            self._note_pushed(orjson.loads(body)["ops"], answer["results"])
        return answer

    def _note_pushed(self, ops: list[dict[str, Any]], results: list[dict[str, Any]]) -> None:
        for pushed, result in zip(ops, results, strict=True):
            assert result["status"] == "applied", result
            self.seen.add(f"push {pushed['entity']} {pushed['op']}")

    def another(self) -> Witness:
        return Witness(self.app, self.seen)


class WitnessSocket(InProcessSocket):
    """A socket that notes which events it sent."""

    seen: set[str]

    def call(self, event: str, data: Any = None) -> Acknowledgement:
        answer = super().call(event, data)
        assert answer["ok"], answer
        self.seen.add(f"socket {event}")
        return answer


class World:
    """A server with nobody in it yet."""

    def __init__(self, app: Flask, background: Background) -> None:
        self.seen: set[str] = set()
        """The operations done so far: `PATCH /messages/<message_id>`, `push message update`, `socket send_message`."""
        self.background = background
        self._app = app
        self._sockets: list[InProcessSocket] = []

    def people(self, *names: str) -> list[Person]:
        """So many people, who do not know each other."""
        return [arrive(self.http(), self.connect, name, display_name=name.title()) for name in names]

    def http(self) -> Witness:
        """Somebody who is not signed in."""
        return Witness(self._app, self.seen)

    def visitor(self) -> Visitor:
        return Visitor(self.http())

    def show_preview(self, message: dict[str, Any]) -> None:
        """A card comes up below a message, as when the page that it links to was read."""
        show_preview(self._app, message["id"])

    def sweep(self) -> None:
        """What has become too old goes."""
        sweep(self._app)

    def age(self, conversation: dict[str, Any], days: int) -> None:
        """All that was written there so far was written so many days earlier."""
        age(self._app, conversation["id"], days)

    def browser(self) -> Browser:
        return Browser(self.http())

    def connect(self, auth: Any = None, headers: dict[str, str] | None = None) -> WitnessSocket:
        socket = WitnessSocket(self._app, self.background, auth, headers)
        socket.seen = self.seen
        self._sockets.append(socket)
        return socket

    def close(self) -> None:
        for socket in self._sockets:
            socket.disconnect()


def push(person: Person, entity: str, kind: str, entity_id: str, /, **fields: Any) -> Any:
    """Push one operation; returns its row."""
    return person.push(op(entity, kind, entity_id, fields=fields))[0]["row"]
