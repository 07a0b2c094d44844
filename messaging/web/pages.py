"""The shell, the pages that work without JavaScript, and the files that browsers ask for at fixed addresses."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, send_file
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from messaging.accounts import actions
from messaging.accounts.avatars import avatar_path
from messaging.core.errors import NotFound
from messaging.core.extensions import csrf
from messaging.web.assets import current_assets
from messaging.web.forms import Answer, page_of_invite, register_form, sign_in_form
from messaging.web.static_files import send_static
from messaging.web.welcome import code_form, welcome_form

MAX_FORM_BYTES = 64 * 1024

pages = Blueprint("pages", __name__)
YEAR = 365 * 86400


@pages.before_request
def check_form() -> None:
    """Forms carry their token; the pages have no other way to change anything."""
    if request.method == "POST":
        request.max_content_length = MAX_FORM_BYTES
        csrf.protect()


@pages.get("/")
def shell() -> AnyResponse:
    """The application: the same for everybody, so that the service worker can keep it."""
    response = Response(render_template("app.html"))
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Answer:
    return sign_in_form()


@pages.route("/register", methods=["GET", "POST"])
def register() -> Answer:
    return register_form()


@pages.get("/invite/<token>")
def invite(token: str) -> Answer:
    return page_of_invite(token)


@pages.post("/invite/<token>")
def accept(token: str) -> Answer:
    return page_of_invite(token, accepted=True)


@pages.route("/welcome", methods=["GET", "POST"])
def welcome_by_code() -> Answer:
    return code_form()


@pages.route("/welcome/<code>", methods=["GET", "POST"])
def welcome(code: str) -> Answer:
    return welcome_form(code)


@pages.post("/sign-out")
def sign_out() -> AnyResponse:
    if current_user.is_authenticated:
        actions.close_device(current_user.actor, current_user.actor.device_id)
        logout_user()
    return redirect("/sign-in")


@pages.get("/static/<release>/<path:path>")
def static_file(release: str, path: str) -> AnyResponse:
    """A file of the present release. Another release's address is gone: the page offers to reload."""
    assets = current_assets()
    file = assets.file(path)
    if release != assets.release or file is None:
        abort(404)
    response = send_static(request, file)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@pages.get("/avatars/<user_id>/<digest>")
def avatar(user_id: str, digest: str) -> AnyResponse:
    """A profile picture, for anyone who is signed in. Its address changes with its content.

    `?keep=no` is for a shared computer, on which nothing may stay.
    """
    path = avatar_path(current_app.config["DATA_DIR"], digest)
    # Not on to the page for signing in, which service workers would keep as somebody's picture.
    if not current_user.is_authenticated or not digest.isalnum() or len(digest) != 64 or not path.is_file():
        raise NotFound()
    response = send_file(path, mimetype="image/webp", max_age=YEAR)
    kept = "no-store" if request.args.get("keep") == "no" else f"private, max-age={YEAR}, immutable"
    response.headers["Cache-Control"] = kept
    return response


@pages.get("/sw.js")
def service_worker() -> AnyResponse:
    script = render_template("sw.js", shell=current_assets().shell)
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@pages.get("/manifest.webmanifest")
def manifest() -> AnyResponse:
    return Response(
        render_template("manifest.webmanifest"),
        mimetype="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )
