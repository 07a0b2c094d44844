"""A person's line to the server, which a test can spoil: what travels over the live connection passes here.

Take hold of it before the page is opened: `enter("Anna", account=False)`, `Line(anna.page)`, `anna.create_account()`.
"""

from __future__ import annotations

import random
from collections import Counter

from playwright.sync_api import Page, WebSocketRoute

SOCKET = "**/socket.io/**"
PACKET = '42["changes"'
ACKNOWLEDGEMENT = "43"


class Line:
    """Passes everything on, until told otherwise."""

    def __init__(self, page: Page) -> None:
        self._muted: set[int] = set()
        self._open: list[WebSocketRoute] = []
        page.route_web_socket(SOCKET, self._connect)

    def go_dead(self) -> None:
        """Nothing passes any more over the connections there are, and neither end is told: as after a change of
        networks. New connections work."""
        self._muted |= {id(socket) for socket in self._open}

    def _connect(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        self._open.append(socket)

        def to_server(frame: str | bytes) -> None:
            if id(socket) not in self._muted:
                self.leaving(str(frame))
                server.send(frame)

        def to_page(frame: str | bytes) -> None:
            if id(socket) in self._muted:
                return
            arriving = self.arriving(str(frame))
            for one in arriving or ():
                socket.send(one)
            if arriving is None:
                self._muted.add(id(socket))
                server.close()
                socket.close()

        socket.on_message(to_server)
        server.on_message(to_page)

    def leaving(self, frame: str) -> None:
        """Look at what the page says."""

    def arriving(self, frame: str) -> list[str] | None:
        """What of this reaches the page now; None where the connection breaks instead."""
        return [frame]


class BreakingLine(Line):
    """Breaks once, when the first acknowledgement of a push would arrive."""

    def __init__(self, page: Page) -> None:
        self.lost: list[str] = []
        self._push: str | None = None
        super().__init__(page)

    def leaving(self, frame: str) -> None:
        if frame.startswith("42") and '["push",' in frame and self._push is None:
            self._push = ACKNOWLEDGEMENT + frame[2 : frame.index("[")] + "["

    def arriving(self, frame: str) -> list[str] | None:
        if self.lost or self._push is None or not frame.startswith(self._push):
            return [frame]
        self.lost.append(frame)
        return None


class BadLine(Line):
    """While it is bad, packets come late, twice, in another order or not at all, and acknowledgements twice."""

    def __init__(self, page: Page, seed: int = 1) -> None:
        self.bad = False
        self.met: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._late: list[str] = []
        super().__init__(page)

    def arriving(self, frame: str) -> list[str]:
        if self.bad and frame.startswith(ACKNOWLEDGEMENT):
            self.met["acknowledged twice"] += 1
            return [frame, frame]
        if self.bad and frame.startswith(PACKET):
            return self._spoilt(frame)
        return [frame]

    def _spoilt(self, packet: str) -> list[str]:
        fate = self._chance.choice(("passed", "dropped", "doubled", "late", "late", "swapped"))
        self.met[fate] += 1
        if fate == "late":
            self._late.append(packet)
            return []
        if fate == "swapped":
            late, self._late = self._late, []
            self._chance.shuffle(late)
            return [packet, *late]
        return [packet] * ("dropped", "passed", "doubled").index(fate)
