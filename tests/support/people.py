"""People who use QuChat from outside, through its public interfaces alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import uuid_utils

from tests.support.answers import Acknowledgement, Answer
from tests.support.http import Headers, Http, send, send_bytes

API = "/api/v1"
PASSWORD = "correct horse battery"


def new_id() -> str:
    """A UUIDv7, as clients make them."""
    return str(uuid_utils.uuid7())


class Visitor:
    """Somebody who is not signed in."""

    def __init__(self, http: Http) -> None:
        self.http = http

    def headers(self) -> dict[str, str]:
        return {}

    def request(self, method: str, path: str, json: Any = None, headers: Headers | None = None) -> Answer:
        return send(self.http, method, API + path, json, {**self.headers(), **(headers or {})})

    def upload(self, method: str, path: str, body: bytes, content_type: str) -> Answer:
        return send_bytes(self.http, method, API + path, body, {**self.headers(), "Content-Type": content_type})

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def post(self, path: str, json: Any = None) -> Answer:
        return self.request("POST", path, json)

    def put(self, path: str, json: Any = None) -> Answer:
        return self.request("PUT", path, json)

    def patch(self, path: str, json: Any = None) -> Answer:
        return self.request("PATCH", path, json)

    def delete(self, path: str, json: Any = None) -> Answer:
        return self.request("DELETE", path, json)


Connect = Callable[..., Any] | None


class Person(Visitor):
    """Somebody signed in with a bearer token, on one device."""

    def __init__(self, http: Http, connect: Connect, signed_in: dict[str, Any]) -> None:
        super().__init__(http)
        self._connect = connect
        self.token: str = signed_in["token"]
        self.device_id: str = signed_in["device_id"]
        self.user: dict[str, Any] = signed_in["user"]
        self.id: str = self.user["id"]
        self.username: str = self.user["username"]
        self.log = f"u:{self.id}"

    @property
    def signed_in(self) -> dict[str, Any]:
        """What signing in gave."""
        return {"token": self.token, "device_id": self.device_id, "user": self.user}

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def another_device(self) -> Person:
        """The same person, signed in once more."""
        http = self.http.another()
        return Person(http, self._connect, sign_in(http, self.username).json)

    def connect(self, **options: Any) -> Any:
        """A live socket of this device."""
        assert self._connect, "this person came without a way to connect"
        return self._connect(auth={"token": self.token, "device_id": self.device_id}, **options)

    # What nearly every test does

    def direct(self, other: Person) -> dict[str, Any]:
        """The direct conversation with somebody."""
        form = {"id": new_id(), "kind": "direct", "member_ids": [other.id]}
        return self.post("/conversations", form)["conversation"]  # type: ignore[no-any-return]

    def group(self, title: str, *others: Person, **more: Any) -> dict[str, Any]:
        """A new group, owned by this person."""
        form = {"id": new_id(), "kind": "group", "title": title, "member_ids": [o.id for o in others], **more}
        return self.post("/conversations", form)["conversation"]  # type: ignore[no-any-return]

    def send(self, conversation: dict[str, Any], content: str = "Hello", **more: Any) -> dict[str, Any]:
        """A message sent to a conversation."""
        form = {"id": new_id(), "conversation_id": conversation["id"], "content": content, **more}
        return self.post("/messages", form)["message"]  # type: ignore[no-any-return]

    def see(self, conversation: dict[str, Any]) -> dict[str, Any]:
        """The conversation as it is now."""
        return self.get(f"/conversations/{conversation['id']}")["conversation"]  # type: ignore[no-any-return]

    def pull(self, cursors: dict[str, int] | None = None, **more: Any) -> dict[str, Any]:
        """One answer of `/sync/pull`."""
        answer = self.post("/sync/pull", {"cursors": cursors or {}, **more})
        assert answer.ok, answer.text
        return answer.json  # type: ignore[no-any-return]

    def push(self, *ops: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        """The results of `/sync/push`, one an operation."""
        return self.post("/sync/push", {"device_id": self.device_id, "ops": list(ops), **more})["results"]  # type: ignore[no-any-return]


def op(entity: str, kind: str, entity_id: str, *, base_version: int | None = None, **more: Any) -> dict[str, Any]:
    """An operation of an outbox: `op("message", "update", id, base_version=3, fields={"content": "…"})`."""
    return {
        "op_id": new_id(),
        "entity": entity,
        "entity_id": entity_id,
        "op": kind,
        "base_version": base_version,
        "fields": {},
        **more,
    }


def register(http: Http, username: str, **more: Any) -> Answer:
    """Create an account."""
    return send(http, "POST", f"{API}/auth/register", {"username": username, "password": PASSWORD, **more})


def sign_in(http: Http, username: str, password: str = PASSWORD) -> Answer:
    """A token for a program."""
    return send(http, "POST", f"{API}/auth/token", {"username": username, "password": password})


def arrive(http: Http, connect: Connect, username: str, **more: Any) -> Person:
    """Somebody new: registered, and signed in with a token."""
    assert register(http, username, **more).status == 201
    own = http.another()  # without the cookie that registering left
    return Person(own, connect, sign_in(own, username).json)


def acknowledged(answer: Acknowledgement) -> Acknowledgement:
    """The answer of a socket event that must have succeeded."""
    assert answer["ok"], answer
    return answer
