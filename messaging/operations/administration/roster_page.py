"""`/admin/people/import`: many accounts from a list, looked at before anything is made."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.core.errors import ValidationFailed
from messaging.core.operations import parse
from messaging.operations.administration import directory, people
from messaging.operations.administration.cards_page import show_cards
from messaging.operations.administration.frame import done, form, page, show
from messaging.operations.administration.people import CARD_LASTS
from messaging.operations.administration.people_page import PEOPLE
from messaging.operations.administration.roster import MOST_LINES, decoded, read_roster
from messaging.operations.administration.schemas import GroupTitle

MAX_BYTES = 512 * 1024


@page(PEOPLE, "/people/import")
def roster_form(actor: Actor) -> Response:
    return _form()


@form(PEOPLE, "/people/import", most=MAX_BYTES)
def look_at_roster(actor: Actor) -> Response:
    """What the list would make, and what is wrong with it."""
    file = request.files.get("file")
    text = decoded(file.stream.read()) if file and file.filename else request.form.get("list", "")
    try:
        lines = read_roster(text, directory.taken_usernames)
    except ValidationFailed as error:
        return _form(text, f"The list {error.details['fields']['list']}.")
    fine = [line for line in lines if line.person]
    return show("roster_preview.html", lines=lines, fine=len(fine), wrong=len(lines) - len(fine), text=text)


@form(PEOPLE, "/people/import/create", most=MAX_BYTES)
def create_from_roster(actor: Actor) -> Response:
    """Make the accounts of every line that is fine, and show their cards."""
    title = parse(GroupTitle, {"title": request.form.get("group", "")}).title
    lines = read_roster(request.form.get("list", ""), directory.taken_usernames)
    users = people.create_people(actor, [line.person for line in lines if line.person], title)
    if not users:
        raise ValidationFailed("Nobody on this list needs a new account.")
    if "cards" in request.form:
        return show_cards(people.make_cards(actor, [user.id for user in users], "card", CARD_LASTS), CARD_LASTS)
    return done(f"{len(users)} {'account was' if len(users) == 1 else 'accounts were'} made.", "/admin/people")


def _form(text: str = "", error: str | None = None) -> Response:
    return show("roster.html", 422 if error else 200, text=text, error=error, most=MOST_LINES)
