"""A browser: the session cookie, the CSRF token, forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from tests.support.answers import Answer
from tests.support.http import Headers, Http, send, send_bytes
from tests.support.people import PASSWORD, Visitor

_FORM_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser(Visitor):
    """Keeps cookies and sends the CSRF token that `/auth/me` told."""

    def __init__(self, http: Http) -> None:
        super().__init__(http)
        self.csrf_token: str | None = None

    def headers(self) -> dict[str, str]:
        return {"X-CSRFToken": self.csrf_token} if self.csrf_token else {}

    def sign_in(self, username: str, password: str = PASSWORD) -> Answer:
        """Sign in through the API and learn the CSRF token, as the client does."""
        answer = self.post("/auth/login", {"username": username, "password": password})
        if answer.ok:
            self.csrf_token = self.get("/auth/me")["csrf_token"]
        return answer

    def open(self, path: str, headers: Headers | None = None) -> Answer:
        """Load a page."""
        return send(self.http, "GET", path, headers=headers)

    def submit(self, path: str, fields: Mapping[str, Any], *, page: str | None = None) -> Answer:
        """Load a page and submit the form on it, with the token it holds."""
        shown = self.open(page or path)
        token = _FORM_TOKEN.search(shown.text)
        assert token, f"no form on {page or path}: {shown.status} {shown.text[:300]}"
        return self.submit_blindly(path, {"csrf_token": token[1], **fields})

    def submit_blindly(self, path: str, fields: Mapping[str, Any] | Sequence[tuple[str, Any]]) -> Answer:
        """Submit a form without having seen it, as another site would."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return send_bytes(self.http, "POST", path, urlencode(fields).encode(), headers)
