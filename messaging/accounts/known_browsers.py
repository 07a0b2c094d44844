"""Browsers from which somebody has signed in before. Guesses that others make at that name do not hold them up.

A cookie remembers it, signed, for a year: for each name that signed in here a random mark. (OWASP's device cookies.)
It says nothing that signing in needs, and gives no right; whoever takes it has a few guesses of their own.
"""

from __future__ import annotations

import secrets

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

COOKIE = "known"
YEAR = 365 * 86400
NAMES = 8
"""So many names of one browser are remembered, the newest ones."""


def mark_of(name: str) -> str | None:
    """This browser's mark for somebody, by the hash of their name; None where they never signed in here."""
    return _marks().get(name)


def remember(name: str) -> None:
    """Have the answer to this request leave a mark, unless there is one."""
    marks = _marks()
    if name in marks:
        return
    newest = dict([*marks.items(), (name, secrets.token_urlsafe(8))][-NAMES:])

    @after_this_request
    def leave(response: Response) -> Response:
        config = current_app.config
        response.set_cookie(
            _cookie(),
            _signer().dumps(newest),
            max_age=YEAR,
            secure=config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _marks() -> dict[str, str]:
    try:
        marks = _signer().loads(request.cookies.get(_cookie(), ""), max_age=YEAR)
    except BadSignature:
        return {}
    return marks if isinstance(marks, dict) else {}


def _cookie() -> str:
    prefix: str = current_app.config["COOKIE_PREFIX"]
    return prefix + COOKIE


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known browser")
