"""Turns whatever goes wrong into the error object of protocol.md; never a stack trace, SQL or a path."""

from __future__ import annotations

import logging

from flask import Flask, Response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from messaging.core import security_log
from messaging.core.api import PREFIX, answer
from messaging.core.errors import (
    Forbidden,
    NotFound,
    QuChatError,
    ReadOnly,
    TooLarge,
    Unauthenticated,
    UnsupportedType,
    ValidationFailed,
)
from messaging.core.standing import standing
from messaging.core.troubles import reason_of

log = logging.getLogger(__name__)

NULL_BYTE = "cannot contain NUL (0x00)"
"""From what PostgreSQL's driver says where SQLite would look, and find nothing."""

_BY_STATUS: dict[int, type[QuChatError]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    405: NotFound,
    413: TooLarge,
    415: UnsupportedType,
}


def translate(error: BaseException) -> QuChatError:
    """The error that a client is told for any exception. What is nobody's fault but ours is logged here."""
    if isinstance(error, QuChatError):
        return error
    if isinstance(error, CSRFError):
        security_log.note("forged_request_refused")
        return Forbidden("The security token is missing or old. Reload the page, then try again.")
    if isinstance(error, OperationalError | TimeoutError) or reason_of(error):
        return _read_only(error)
    if isinstance(error, ValueError) and NULL_BYTE in str(error):
        return ValidationFailed("There is a null byte in it, which cannot be kept.")
    if isinstance(error, HTTPException) and error.code and error.code < 500:
        return _BY_STATUS.get(error.code, ValidationFailed)()
    log.error("unexpected error", exc_info=error)
    return QuChatError()


def _read_only(error: BaseException) -> ReadOnly:
    """The database, or the disk, does not do its part."""
    if isinstance(error, DBAPIError):
        standing.note(error)
    if standing.trouble:  # which was logged when it began
        return ReadOnly(reason=standing.trouble.reason)
    log.error("database unavailable: %s", type(getattr(error, "orig", error)).__name__, exc_info=error)
    return ReadOnly(reason=reason_of(error))


def register(app: Flask) -> None:
    """Answer errors as JSON under the API and as a page elsewhere."""

    @app.errorhandler(Exception)
    def handle(error: Exception) -> AnyResponse:
        if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
            return AnyResponse(status=error.code, headers=error.get_headers())
        told = translate(error)
        status = error.code if isinstance(error, HTTPException) and error.code == 405 else told.status
        if request.path.startswith(PREFIX) or request.path == "/health":
            response = answer({"error": told.as_dict()}, status)
        elif isinstance(told, Unauthenticated):
            return redirect("/sign-in")
        else:
            response = Response(render_template("error.html", error=told, status=status), status)
        if told.retry_after:
            response.headers["Retry-After"] = str(told.retry_after)
        return response
