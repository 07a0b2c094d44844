"""What the server can do now, for requests, sockets and people: work, only read, or nothing until somebody is done.

Maintenance stands in a file beside the data, so that the command that begins it reaches every process, and also while
the database is not there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import orjson

from messaging.core.clock import iso, now
from messaging.core.disk import write_whole
from messaging.core.errors import Maintenance
from messaging.core.standing import standing

Meanwhile = Callable[[str], AbstractContextManager[None]]
"""For the length of a block whoever comes is told this, while there is no application yet (engine/waiting_room.py)."""
State = Literal["ok", "read_only", "maintenance", "stopping"]
NOTE = "maintenance.json"
LOOK_EVERY = 0.5
"""Seconds for which a look at the file counts."""
RETRY_AFTER = 30
BACK_SOON = 3
"""Seconds, after which a server that is stopped may have been started again."""


@dataclass(frozen=True, slots=True)
class Service:
    """One moment's answer. `reason`: of `read_only` see core/troubles.py, of `maintenance` what was said about it."""

    state: State
    reason: str | None = None
    since: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        return {"state": self.state, "reason": self.reason, "since": self.since}


OK = Service("ok")


class Services:
    """The present answer."""

    def __init__(self) -> None:
        self._note: Path | None = None
        self._maintenance: Service | None = None
        self._looked_at = 0.0
        self._stopping: Service | None = None

    def bind(self, data_dir: Path) -> None:
        self._note, self._looked_at, self._stopping = data_dir / NOTE, 0.0, None

    def now(self) -> Service:
        """What the server can do now."""
        if self._stopping:
            return self._stopping
        maintenance = self._look()
        if maintenance:
            return maintenance
        trouble = standing.trouble
        return Service("read_only", trouble.reason, iso(trouble.since)) if trouble else OK

    def check(self) -> None:
        """Raise Maintenance while nobody is served."""
        if self._stopping:
            raise Maintenance("The server is being restarted. What you wrote is kept on this device.", BACK_SOON)
        maintenance = self._look()
        if maintenance:
            said = f"{Maintenance.message} {maintenance.reason}" if maintenance.reason else None
            raise Maintenance(said, RETRY_AFTER, reason=maintenance.reason, since=maintenance.since)

    def stop(self) -> None:
        """From now on nothing new is begun."""
        self._stopping = Service("stopping", None, iso(now()))

    def forget(self) -> None:
        """Look anew, as at the start."""
        self._looked_at, self._maintenance, self._stopping = 0.0, None, None

    def _look(self) -> Service | None:
        moment = time.monotonic()
        if self._note and moment - self._looked_at >= LOOK_EVERY:
            self._looked_at, self._maintenance = moment, read_note(self._note)
        return self._maintenance


def read_note(note: Path) -> Service | None:
    """What stands in a note of maintenance; None where there is none."""
    try:
        held = orjson.loads(note.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, orjson.JSONDecodeError):
        held = {}  # whatever it says, somebody put it there
    return Service("maintenance", held.get("reason"), held.get("since"))


def begin_maintenance(data_dir: Path, reason: str | None) -> None:
    """Every process that works with this DATA_DIR serves nobody from now on."""
    write_whole(data_dir / NOTE, orjson.dumps({"reason": reason, "since": iso(now())}))


def end_maintenance(data_dir: Path) -> bool:
    """Serve again; False when it was no maintenance."""
    there = (data_dir / NOTE).exists()
    (data_dir / NOTE).unlink(missing_ok=True)
    return there


@contextmanager
def maintenance_for(data_dir: Path, reason: str) -> Iterator[None]:
    """For the length of a block, unless somebody has begun one. What a crash leaves is ended by the next time."""
    held = read_note(data_dir / NOTE)
    if held and held.reason != reason:
        yield
        return
    begin_maintenance(data_dir, reason)
    try:
        yield
    finally:
        end_maintenance(data_dir)


def nobody_comes(_reason: str) -> AbstractContextManager[None]:
    """The `Meanwhile` of whoever does not serve: commands."""
    return nullcontext()


services = Services()
