"""`/admin/people`: everybody, and one person with all that an administrator may do."""

from __future__ import annotations

from typing import Any, get_args
from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

from messaging.accounts.schemas import avatar_url
from messaging.core.actor import Actor
from messaging.core.errors import NotFound, ValidationFailed
from messaging.core.operations import parse
from messaging.operations.administration import audit_log, directory, people, sections, sentences
from messaging.operations.administration.audit_log import Filter
from messaging.operations.administration.directory import Order, State
from messaging.operations.administration.frame import done, form, page, page_number, show
from messaging.operations.administration.rooms import groups_of
from messaging.operations.administration.schemas import BanReason, NewPerson, Rename
from messaging.operations.administration.sections import Section
from messaging.operations.administration.storage import files_of

PEOPLE = sections.add(Section(name="people", label="People", path="/people", icon="people", group="People"))
PAGE = 50
LATEST = 10


@page(PEOPLE, "/people")
def people_page(actor: Actor) -> Response:
    text = " ".join(request.args.get("q", "").split())[:64]
    state = _one_of(State, "state")
    order = _one_of(Order, "order")
    number = page_number()
    found = directory.find_people(text, state, order, offset=(number - 1) * PAGE, limit=PAGE)
    asked = {"q": text, "state": state, "order": order}
    return show(
        "people.html",
        found=found,
        asked=asked,
        avatar_url=avatar_url,
        number=number,
        pages=-(-found.total // PAGE),
        address=lambda at: "/admin/people?" + urlencode({**asked, "page": at}),
    )


@page(PEOPLE, "/people/new")
def new_person(actor: Actor) -> Response:
    return show("person_new.html", form={}, errors={})


@form(PEOPLE, "/people/new")
def create_person(actor: Actor) -> Response:
    given: dict[str, Any] = {name: value for name, value in request.form.items() if value}
    given |= {name: name in given for name in ("is_admin", "is_bot")}
    try:
        user = people.create_person(actor, parse(NewPerson, given))
    except ValidationFailed as error:
        shown = {name: value for name, value in given.items() if name != "password"}
        return show("person_new.html", 422, form=shown, errors=error.details["fields"])
    return done(f"@{user.username} has an account now.", f"/admin/people/{user.id}")


@page(PEOPLE, "/people/<user_id>")
def person_page(actor: Actor, user_id: str) -> Response:
    listed = directory.find_person(user_id)
    if listed is None:
        raise NotFound()
    return show(
        "person.html",
        listed=listed,
        user=listed.user,
        avatar_url=avatar_url,
        devices=directory.devices_of(user_id),
        current=actor.device_id,
        groups=groups_of(user_id),
        files=files_of(user_id),
        entries=audit_log.entries(Filter(target_id=user_id), limit=LATEST),
        sentence=sentences.sentence,
    )


@form(PEOPLE, "/people/<user_id>/name")
def rename_person(actor: Actor, user_id: str) -> Response:
    user = people.rename(actor, user_id, parse(Rename, request.form.to_dict()).display_name)
    return done(f"@{user.username} is called {user.display_name} now.", _of(user_id))


@form(PEOPLE, "/people/<user_id>/administrator")
def set_administrator(actor: Actor, user_id: str) -> Response:
    wanted = request.form.get("wanted") == "yes"
    user = people.set_administrator(actor, user_id, wanted)
    told = "is an administrator now" if wanted else "is no longer an administrator"
    return done(f"{user.display_name} {told}.", "/" if user_id == actor.user_id and not wanted else _of(user_id))


@form(PEOPLE, "/people/<user_id>/deactivate")
def deactivate_person(actor: Actor, user_id: str) -> Response:
    user = people.deactivate(actor, user_id)
    return done(f"{user.display_name} is signed out everywhere and cannot come in any more.", _of(user_id))


@form(PEOPLE, "/people/<user_id>/reactivate")
def reactivate_person(actor: Actor, user_id: str) -> Response:
    user = people.reactivate(actor, user_id)
    return done(f"{user.display_name} can sign in again.", _of(user_id))


@form(PEOPLE, "/people/<user_id>/ban")
def ban_person(actor: Actor, user_id: str) -> Response:
    user = people.ban(actor, user_id, parse(BanReason, request.form.to_dict()).reason)
    return done(f"{user.display_name} is shut out, and signed out everywhere.", _of(user_id))


@form(PEOPLE, "/people/<user_id>/sign-out")
def sign_person_out(actor: Actor, user_id: str) -> Response:
    closed = people.sign_out_everywhere(actor, user_id)
    return done(f"Signed out of {closed} {'device' if closed == 1 else 'devices'}.", _of(user_id))


def _of(user_id: str) -> str:
    return f"/admin/people/{user_id}"


def _one_of(choices: Any, name: str) -> Any:
    """A choice of the address; the first where it is none of them."""
    allowed = get_args(choices)
    return request.args.get(name) if request.args.get(name) in allowed else allowed[0]
