"""`/welcome`: signing in with a code, from a card or a link, without a password. Looking at it uses nothing up."""

from __future__ import annotations

from urllib.parse import quote

from flask import redirect, render_template, request

from messaging.accounts import signing_in
from messaging.accounts.schemas import ChosenPassword
from messaging.accounts.sign_in_links import Welcome, find_link, use_link
from messaging.core import security_log
from messaging.core.errors import NotFound, QuChatError, RateLimited
from messaging.core.extensions import db
from messaging.core.limits import limiter
from messaging.core.operations import parse
from messaging.web.forms import Answer, in_words


def code_form() -> Answer:
    """Where a code is typed."""
    if request.method == "GET":
        return _ask_for_code()
    code = request.form.get("code", "").strip()
    try:
        _look_up(code)
    except QuChatError as error:
        return _ask_for_code(error)
    return redirect(f"/welcome/{quote(code)}", 303)


def welcome_form(code: str) -> Answer:
    """Whom it is for, and a password to choose."""
    try:
        whom = _look_up(code)
        if request.method == "GET":
            return render_template("welcome.html", whom=whom, errors={})
        chosen = parse(ChosenPassword, {"password": request.form.get("password") or None})
        user = use_link(code, chosen.password)
    except QuChatError as error:
        fields: dict[str, str] = error.details.get("fields", {})
        if not fields:
            return _ask_for_code(error)
        errors = {name: in_words(name, problem) for name, problem in fields.items()}
        return render_template("welcome.html", whom=find_link(db.session(), code), errors=errors), error.status
    security_log.note("signed_in_by_link", user_id=user.id)
    signing_in.sign_in(user, shared="shared" in request.form)
    return redirect("/", 303)


def _look_up(code: str) -> Welcome:
    """Whom a code is for. Wrong ones are counted by address: 80 bits are not guessed, and need not be tried."""
    address = request.remote_addr or ""
    limiter.check("welcome_address", address)
    try:
        return find_link(db.session(), code)
    except NotFound:
        limiter.hit("welcome_address", address)
        raise


def _ask_for_code(error: QuChatError | None = None) -> Answer:
    page = render_template("welcome_code.html", error=error and error.message)
    retry = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
    return page, error.status if error else 200, retry
