"""Pages of the administration: who may see them, their frame, and forms that change something.

    REPORTS = sections.add(Section(name="reports", label="Reports", path="/reports", icon="alert", group="Content"))

    @page(REPORTS, "/reports")
    def reports(actor): return show("reports.html", reports=…)

    @form(REPORTS, "/reports/<report_id>/dismiss")
    def dismiss_report(actor, report_id):
        actions.dismiss(actor, report_id)
        return done("Dismissed.", "/admin/reports")

Pages work without JavaScript. They call the same actions as the API and the command line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from flask import Blueprint, g, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from messaging.core import trace
from messaging.core.actor import Actor
from messaging.core.api import by_bearer, current_actor
from messaging.core.errors import ConfirmationNeeded, NotFound, QuChatError, RateLimited, ReadOnly
from messaging.core.extensions import csrf
from messaging.core.limits import limiter
from messaging.operations.access import check_administrator
from messaging.operations.administration import confirming, notices
from messaging.operations.administration.sections import Section
from messaging.operations.administration.showing import show

View = Callable[..., AnyResponse]
MAX_FORM_BYTES = 64 * 1024
MOST_PAGES = 1_000_000

__all__ = ["blueprint", "done", "form", "page", "page_number", "sentence_of", "show"]

blueprint = Blueprint("administration_pages", __name__, url_prefix="/admin")


def page(section: Section, path: str) -> Callable[[View], View]:
    """Register `view(actor, …) → show(…)` as `GET /admin<path>`, for administrators."""
    return _route("GET", section, path, limit="reading", most=0)


def form(section: Section, path: str, *, limit: str = "changing", most: int = MAX_FORM_BYTES) -> Callable[[View], View]:
    """Register `view(actor, …) → done(…)` as `POST /admin<path>`. A refusal is told on the page that sent the form;
    where the action needs it, the password is asked for first.

    `most`: bytes that the form may have.
    """
    return _route("POST", section, path, limit=limit, most=most)


def page_number() -> int:
    """Which page of a long list is asked for, from 1 on; not beyond what databases count."""
    return min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)


def done(sentence: str, address: str) -> AnyResponse:
    """Go on to a page of ours and say there what was done."""
    response = redirect(address, 303)
    notices.leave(response, sentence)
    return response


def _route(method: str, section: Section, path: str, *, limit: str, most: int) -> Callable[[View], View]:
    def register(view: View) -> View:
        @wraps(view)
        def guarded(**in_path: str) -> AnyResponse:
            if method == "POST":
                request.max_content_length = request.max_form_memory_size = most
                if not by_bearer():
                    csrf.protect()
            elif not current_user.is_authenticated:
                return redirect(f"/sign-in?next={quote(request.full_path.rstrip('?'))}")
            actor = current_actor()
            check_administrator(actor)
            trace.by_device(actor.device_id)
            g.section = section
            if method == "GET":
                limiter.hit(limit, actor.user_id)
                return view(actor=actor, **in_path)
            return _changed(view, actor, in_path, limit=limit)

        blueprint.add_url_rule(path, endpoint=view.__name__, view_func=guarded, methods=[method])
        return view

    return register


def _changed(view: View, actor: Actor, in_path: dict[str, str], *, limit: str) -> AnyResponse:
    try:
        actor = confirming.confirmed(actor)
        limiter.hit(limit, actor.user_id)
        return view(actor=actor, **in_path)
    except ConfirmationNeeded:
        return confirming.ask()
    except confirming.NotConfirmed as refused:
        return refused.page
    except (NotFound, RateLimited, ReadOnly):
        raise
    except QuChatError as error:
        response = redirect(confirming.came_from(), 303)
        notices.leave(response, sentence_of(error), trouble=True)
        return response


def sentence_of(error: QuChatError) -> str:
    """What a form is told."""
    fields: dict[str, str] = error.details.get("fields", {})
    if not fields:
        return error.message
    return " ".join(f"{name.replace('_', ' ').capitalize()}: {problem}." for name, problem in fields.items())
