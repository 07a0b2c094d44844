"""The cases. Each is a story in two parts: it prepares, yields who watches which log, and then does one operation."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from tests.server.convergence.world import World
from tests.support.people import Person

Story = Generator[tuple[Person, str], None, None]
"""Yields once, `(who watches, id of the log's owner)`, before the operation."""


@dataclass(frozen=True)
class Case:
    """One operation on one entity of one kind of log."""

    kind: str
    entity: str
    op: str
    tell: Callable[[World], Story]

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.entity}-{self.op}".replace(" ", "-")


CASES: dict[str, Case] = {}


def case(kind: str, entity: str, op: str) -> Callable[[Callable[[World], Story]], Callable[[World], Story]]:
    """Register the case of operation `op` on `entity` in logs of `kind`."""

    def register(tell: Callable[[World], Story]) -> Callable[[World], Story]:
        made = Case(kind, entity, op, tell)
        assert made.name not in CASES, f"two cases are called {made.name}"
        CASES[made.name] = made
        return tell

    return register
