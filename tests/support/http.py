"""Two ways to the same API: within this process, and over a real connection. Every answer is held to the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import orjson
import requests
from flask import Flask

from tests.support.answers import Answer
from tests.support.contract import contract

Headers = Mapping[str, str]


class Http(Protocol):
    """Something that carries requests, keeping cookies like one browser."""

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer: ...

    def another(self) -> Http:
        """The same server, without these cookies."""
        ...


class InProcess:
    """Flask's test client."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        response = self.client.open(path, method=method, headers=headers, data=body)
        names = {name for name, _ in response.headers}
        headers = {name: ", ".join(response.headers.getlist(name)) for name in names}
        answer = Answer(response.status_code, headers, response.get_data())
        response.close()
        return answer

    def another(self) -> InProcess:
        return InProcess(self.app)


class OverTheWire:
    """A server that runs somewhere else. `opened` is where each client notes itself, for who closes them in the end."""

    def __init__(self, url: str, opened: list[OverTheWire]) -> None:
        self.url = url
        self._opened = opened
        opened.append(self)
        self.session = requests.Session()
        self.session.trust_env = False

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        response = self.session.request(
            method, self.url + path, headers=headers, data=body, allow_redirects=False, timeout=20
        )
        return Answer(response.status_code, response.headers, response.content)

    def another(self) -> OverTheWire:
        return OverTheWire(self.url, self._opened)


def send(http: Http, method: str, path: str, json: Any = None, headers: Headers | None = None) -> Answer:
    """One request with a JSON body, or none; the answer has passed the contract."""
    body = b"" if json is None else orjson.dumps(json)
    given = {} if json is None else {"Content-Type": "application/json"}
    return send_bytes(http, method, path, body, {**given, **(headers or {})})


def send_bytes(http: Http, method: str, path: str, body: bytes, headers: Headers) -> Answer:
    """One request with any body."""
    answer = http.send(method, path, dict(headers), body)
    contract.check_exchange(method, path, body, headers, answer)
    return answer
