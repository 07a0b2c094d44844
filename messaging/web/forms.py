"""Signing in, registering and accepting an invitation by form, as the API does it, with sentences for people."""

from __future__ import annotations

import re
from typing import Any

from flask import redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from messaging.accounts import invites, signing_in
from messaging.accounts.access import someone_registered
from messaging.accounts.models import Invite, User
from messaging.accounts.schemas import Credentials, Registration
from messaging.conversations.models import Conversation
from messaging.core.errors import NotFound, QuChatError, RateLimited
from messaging.core.extensions import db
from messaging.core.operations import parse
from messaging.core.settings import settings

WORDS = {
    "username": "Use 3 to 32 small letters, digits, dots, dashes or underscores.",
    "password": "Use at least 8 characters.",
    "display_name": "Use at most 64 characters.",
}
# Printable ASCII alone: browsers drop tabs and line ends, so "/<tab>/evil.example" would be somebody else's address.
_OUR_PATH = re.compile(r"/(?![/\\])[!-~]*")
Answer = Response | str | tuple[str, int, dict[str, str]] | tuple[str, int]


def sign_in_form() -> Answer:
    if request.method == "GET":
        return _page("sign_in.html")
    try:
        user = signing_in.check_credentials(parse(Credentials, request.form.to_dict()))
    except QuChatError as error:
        return _page("sign_in.html", error)
    signing_in.sign_in(user, shared="shared" in request.form)
    return redirect(_next())


def register_form() -> Answer:
    if request.method == "GET":
        return _page("register.html")
    return _register("register.html")


def page_of_invite(token: str, *, accepted: bool = False) -> Answer:
    """Somebody signed in joins with a click; somebody new registers here."""
    try:
        invite = invites.find(db.session(), token)
    except NotFound as error:
        return render_template("error.html", error=error, status=404), 404
    if invite is None:
        raise NotFound()
    shown = {"conversation_title": _title(invite), "inviter_name": _inviter(invite)}
    if not accepted:
        return _page("invite.html", invite=shown)
    if current_user.is_authenticated:
        conversation_id = invites.accept_invite(current_user.actor, token)
        return redirect(f"/#/c/{conversation_id}" if conversation_id else "/")
    return _register("invite.html", token, invite=shown)


def _register(template: str, token: str | None = None, **shown: Any) -> Answer:
    given = {name: value for name, value in request.form.items() if value}
    try:
        signing_in.register(parse(Registration, {**given, "invite": token or given.get("invite")}))
    except QuChatError as error:
        return _page(template, error, **shown)
    return redirect("/")


def _page(template: str, error: QuChatError | None = None, **shown: Any) -> Answer:
    """The form again, with what was typed (never the password) and what is wrong with it."""
    if request.method == "GET" and current_user.is_authenticated and "invite" not in shown:
        return redirect("/")
    problems: dict[str, str] = error.details.get("fields", {}) if error else {}
    errors = {name: in_words(name, problem) for name, problem in problems.items()}
    form = {name: value for name, value in request.form.items() if name not in ("password", "csrf_token")}
    page = render_template(
        template,
        error=error.message if error and not errors else None,
        errors=errors,
        form=form,
        registration=settings().registration,
        first_account=not someone_registered(db.session()),
        next=_next(),
        erased=request.args.get("erased"),
        signed_in=current_user.is_authenticated,
        **({"invite": None} | shown),
    )
    retry = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
    return page, error.status if error else 200, retry


def in_words(name: str, problem: str) -> str:
    """What is wrong with a field, as a person reads it."""
    if "taken" in problem:
        return "This name is already taken."
    if name == "password" and ("first that" in problem or "little more" in problem):
        return f"This {problem}. A short sentence is easy to remember and hard to guess."
    return WORDS.get(name, problem)


def _next() -> str:
    """Where to go afterwards: only ever a path of ours."""
    target = request.values.get("next", "/")
    return target if _OUR_PATH.fullmatch(target) else "/"


def _title(invite: Invite) -> str | None:
    return db.session.get_one(Conversation, invite.conversation_id).title if invite.conversation_id else None


def _inviter(invite: Invite) -> str:
    return db.session.get_one(User, invite.created_by).display_name
