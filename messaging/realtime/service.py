"""Tells everybody who is connected when the server can do less than usual, and when that is over."""

from __future__ import annotations

from messaging.core.extensions import socketio
from messaging.core.service import OK, Service, services
from messaging.core.standing import Trouble, standing
from messaging.realtime.connections import connections

LOOK_EVERY = 1.0
"""Seconds between two looks at what no listener tells of: maintenance begins in another process."""


class News:
    """What was told last."""

    def __init__(self) -> None:
        self._told: Service = OK
        standing.listen(self._on_trouble)

    def start(self) -> None:
        """Look again and again, while the server runs."""
        socketio.start_background_task(self._look)

    def tell(self) -> None:
        """Tell how it stands now, if that is news. Each process tells its own: it is the one that they ask."""
        present = services.now()
        if present == self._told:
            return
        self._told = present
        for connection in connections.all():
            socketio.emit("service", present.as_dict(), to=connection.sid)

    def forget(self) -> None:
        self._told = OK

    def _on_trouble(self, _trouble: Trouble | None) -> None:
        # Not here: who noticed it still holds the writer's turn.
        socketio.start_background_task(self.tell)

    def _look(self) -> None:
        while True:
            self.tell()
            socketio.sleep(LOOK_EVERY)


news = News()
