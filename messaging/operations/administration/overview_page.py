"""`/admin`: where one arrives."""

from __future__ import annotations

from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.operations.administration import sections
from messaging.operations.administration.frame import page, show
from messaging.operations.administration.sections import Section

OVERVIEW = sections.add(Section(name="overview", label="Overview", path="", icon="seen", group=""))


@page(OVERVIEW, "")
def overview(actor: Actor) -> Response:
    return show("overview.html")
