"""One sentence that is shown on the next page: *Saved.*

In a cookie of its own, signed, rather than in the session: pages must not write the session's cookie, which an answer
that comes late would put over that of the next person.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

COOKIE = "quchat_notice"
SECONDS = 60
LONGEST = 500


class Notice(NamedTuple):
    text: str
    trouble: bool


def leave(response: Response, text: str, *, trouble: bool = False) -> None:
    """Give the browser a sentence for the page that it loads next."""
    sealed = _seal().dumps([text[:LONGEST], trouble])
    response.set_cookie(
        COOKIE,
        sealed,
        max_age=SECONDS,
        path="/admin",
        httponly=True,
        samesite="Strict",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def waiting() -> Notice | None:
    """The sentence that this request brings back."""
    try:
        text, trouble = _seal().loads(request.cookies.get(COOKIE, ""), max_age=SECONDS)
    except BadSignature:
        return None
    return Notice(text, trouble)


def take_away(response: Response) -> None:
    """It has been shown."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/admin")


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="administration notice")
