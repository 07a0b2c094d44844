"""Runs a case once and keeps all that its watcher saw."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from messaging.sync import pull
from tests.server.convergence.clock import ticking
from tests.server.convergence.reducer import Replica
from tests.server.convergence.registry import CASES, Case
from tests.server.convergence.world import World
from tests.support import apps
from tests.support.background import Background
from tests.support.people import Person

Answer = dict[str, Any]


@dataclass(frozen=True)
class Recording:
    """What one person's devices received around one operation."""

    case: Case
    log: str
    viewer_id: str
    before: Answer
    """A pull without cursors, before the operation."""
    packets: list[Answer]
    """What the viewer's socket heard of it."""
    after: Answer
    """A pull without cursors, afterwards."""
    later: Answer
    """A pull with the cursors of `before`, afterwards: as a device that was offline."""
    much_later: Answer
    """The same as a device that was away for so long that it gets snapshots."""
    rest: Answer
    """A pull with the cursors that the packets led to."""
    operations: frozenset[str]
    """What was done after the first snapshot."""

    def entry(self, answer: Answer) -> Answer | None:
        """The case's own log in an answer."""
        return next((entry for entry in answer["logs"] if entry["log"] == self.log), None)


class Recordings:
    """Each case is run once, however many tests look at it."""

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder = folder
        self._template = template
        self._made: dict[str, Recording] = {}

    def of(self, name: str) -> Recording:
        if name not in self._made:
            self._made[name] = self._record(CASES[name])
        return self._made[name]

    def _record(self, case: Case) -> Recording:
        background = Background()
        app = apps.fresh_app(self._folder / case.name, self._template)
        background.take_over()
        world = World(app, background)
        with pytest.MonkeyPatch.context() as patch:
            ticking(patch)
            try:
                return _record(case, world, patch)
            finally:
                world.close()
                apps.close(app)


def _record(case: Case, world: World, patch: pytest.MonkeyPatch) -> Recording:
    story = case.tell(world)
    viewer, owner_id = next(story)
    _settle(viewer, world)
    before = viewer.pull()
    socket = viewer.connect()
    world.seen.clear()
    for _ in story:
        raise AssertionError(f"{case.name} yields twice")
    operations = frozenset(world.seen)
    world.background.advance(1)
    packets = socket.received("changes")
    after = viewer.pull()
    later = viewer.pull(cursors_of(before))
    with patch.context() as far:
        far.setattr(pull, "TOO_FAR", 0)
        much_later = viewer.pull(cursors_of(before))
    rest = viewer.pull(_cursors_after(viewer.id, before, packets))
    log = f"{case.kind}:{owner_id}"
    return Recording(case, log, viewer.id, before, packets, after, later, much_later, rest, operations)


def _settle(viewer: Person, world: World) -> None:
    """Pulling implies delivery; what the preparation left to deliver must not happen amid what is watched."""
    viewer.pull(cursors_of(viewer.pull()))
    world.background.advance(1)


def cursors_of(answer: Answer) -> dict[str, int]:
    return {entry["log"]: entry["to"] for entry in answer["logs"]}


def _cursors_after(viewer_id: str, before: Answer, packets: list[Answer]) -> dict[str, int]:
    replica = Replica(viewer_id)
    replica.take_pull(before)
    for packet in packets:
        replica.take(packet)
    return replica.cursors
