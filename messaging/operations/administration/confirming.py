"""Asking administrators once more for their password, in front of what reaches far.

The page that asks carries the form that was sent, and sends it again with the password: nothing has to be typed or
clicked twice, and it works without JavaScript.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import g, request
from flask_login import current_user
from werkzeug.wrappers import Response

from messaging.accounts import signing_in
from messaging.core.actor import Actor
from messaging.core.errors import QuChatError, RateLimited, ValidationFailed
from messaging.operations.administration.sections import Section
from messaging.operations.administration.showing import show

FIELD = "confirm_password"
FROM = "confirm_from"
"""The page that the form stood on, which a refusal goes back to."""
_OURS = re.compile(r"/admin(/[!-~]*)?")
_NOT_CARRIED = (FIELD, FROM, "csrf_token")


class NotConfirmed(Exception):
    """It was tried, and did not succeed; `page` says why and asks again."""

    def __init__(self, page: Response) -> None:
        self.page = page


def confirmed(actor: Actor) -> Actor:
    """The actor of this form, who is confirmed if it brings the password along. Raises NotConfirmed."""
    password = request.form.get(FIELD)
    if password is None:
        return actor
    try:
        return signing_in.confirm(current_user, password)
    except (ValidationFailed, RateLimited) as error:
        raise NotConfirmed(ask(error)) from None


def ask(error: QuChatError | None = None) -> Response:
    """The page that asks for the password and carries this form."""
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CARRIED]
    refusal = error.message if isinstance(error, RateLimited) else error and "That is not your password."
    carried.append((FROM, came_from()))
    page = show("confirm.html", error.status if error else 403, carried=carried, refusal=refusal, back=came_from())
    if isinstance(error, RateLimited):
        page.headers["Retry-After"] = str(error.retry_after)
    return page


def came_from() -> str:
    """The page with the form, as the browser says; only ever one of ours."""
    told = urlsplit(request.form.get(FROM) or request.referrer or "")
    here = told.netloc in ("", request.host) and _OURS.fullmatch(told.path)
    section: Section = g.section
    return (told.path + (f"?{told.query}" if told.query else "")) if here else section.address
