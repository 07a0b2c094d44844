"""Codes that sign people in: cards to print, and a link for who forgot the password. Shown once, when they are made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import segno
from flask import request
from markupsafe import Markup
from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.errors import NotFound, ValidationFailed
from messaging.operations.administration import people
from messaging.operations.administration.frame import form, show
from messaging.operations.administration.people import CARD_LASTS, RESET_LASTS, Card
from messaging.operations.administration.people_page import PEOPLE

DAYS = (1, 7, 30, 90)
QUIET = 4
"""Modules of white around a code, as ISO/IEC 18004 demands."""


@form(PEOPLE, "/people/cards")
def make_cards(actor: Actor) -> Response:
    """For the people who were chosen."""
    days = request.form.get("days", type=int)
    lasts = timedelta(days=days) if days in DAYS else CARD_LASTS
    chosen = request.form.getlist("person")
    if not chosen:
        raise ValidationFailed("Choose somebody first.")
    return show_cards(people.make_cards(actor, chosen, "card", lasts), lasts)


@form(PEOPLE, "/people/<user_id>/reset")
def reset_password(actor: Actor, user_id: str) -> Response:
    """A link for a new password. The old one works until a new one is chosen."""
    cards = people.make_cards(actor, [user_id], "reset", RESET_LASTS)
    if not cards:
        raise NotFound()
    user, code = cards[0]
    until = now() + RESET_LASTS
    return show("reset.html", user=user, code=code, address=address_of(code), picture=picture_of(code), until=until)


def show_cards(cards: Sequence[Card], lasts: timedelta) -> Response:
    """A page to print."""
    host = request.host_url.rstrip("/")
    return show(
        "cards.html", cards=cards, picture_of=picture_of, until=now() + lasts, host=host.partition("://")[2], days=DAYS
    )


def address_of(code: str) -> str:
    return f"{request.host_url}welcome/{code}"


def picture_of(code: str) -> Markup:
    """The address as a QR code: an SVG of one path, whose colour the style sheet says."""
    drawn = segno.make(address_of(code), error="m", micro=False).svg_inline(omitsize=True, border=QUIET)
    return Markup(drawn)  # noqa: S704 (made here, of letters and digits)
