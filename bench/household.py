"""Who lives on the server of the browser part: a person who writes, and windows of people who read."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ViewportSize

from bench.servers import Server
from tests.browser.screens.participant import Participant
from tests.browser.troubles import Troubles
from tests.support.contract import contract
from tests.support.history import write_history
from tests.support.http import OverTheWire
from tests.support.people import PASSWORD, Person, arrive, op, sign_in

VIEW = ViewportSize(width=1280, height=800)
PATIENCE = 120_000

Room = dict[str, Any]


class Household:
    """A server with people, and a browser for them."""

    def __init__(self, server: Server, chromium: Browser) -> None:
        self.server = server
        self._chromium = chromium
        self._clients: list[OverTheWire] = []
        self._numbers = count(1)
        contract.load(self._http().send("GET", "/api/v1/openapi.json", {}, b"").json)
        self.writer = arrive(self._http(), None, "writer", display_name="Cleo")

    def close(self) -> None:
        for client in self._clients:
            client.session.close()

    def window(self) -> Participant:
        """Somebody new in front of a browser of their own, signed in, who has not opened QuChat yet."""
        number = next(self._numbers)
        context = self._chromium.new_context(viewport=VIEW, locale="en-GB")
        context.set_default_timeout(PATIENCE)
        reader = Participant(context, self.server.url, f"Anna {number}", f"anna-{number}", Troubles(context))
        form = {"username": reader.username, "password": PASSWORD, "display_name": reader.name}
        assert context.request.post(f"{self.server.url}/api/v1/auth/register", data=form).ok
        return reader

    def room(self, reader: Participant, title: str, length: int) -> Room:
        """A group of the two with so many messages, all of them read."""
        http = self._http()
        person = Person(http, None, sign_in(http, reader.username).json)
        room = self.writer.group(title, person)
        self.lengthen(room, length)
        person.push(op("receipt", "set", room["id"], fields={"read_ordinal": length}))
        return room

    def lengthen(self, room: Room, length: int) -> None:
        """Bring a room to so many messages, and tell nobody."""
        write_history(Path(self.server.folder), room["id"], [self.writer.id], length)

    def _http(self) -> OverTheWire:
        return OverTheWire(self.server.url, self._clients)
