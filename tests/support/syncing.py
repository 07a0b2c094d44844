"""A device that only pulls: it keeps its cursors and asks until there is no more."""

from __future__ import annotations

from typing import Any

from tests.support.people import Person

Change = dict[str, Any]


class Puller:
    """The cursors of one device, and what its last pulls brought."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.cursors: dict[str, int] = {}
        self.lost: list[str] = []

    def pull(self, **more: Any) -> list[dict[str, Any]]:
        """Everything that is new, asked for in as many answers as it takes; returns the logs' parts in order."""
        parts = []
        while True:
            answer = self.person.pull(self.cursors, **more)
            for part in answer["logs"]:
                assert part["from"] == self.cursors.get(part["log"], 0)
                self.cursors[part["log"]] = part["to"]
            for log in answer["lost"]:
                del self.cursors[log]
            self.lost += answer["lost"]
            parts += answer["logs"]
            if not answer["more"]:
                return parts
            assert answer["logs"], "there is more, and nothing came"


def part_of(parts: list[dict[str, Any]], log: str) -> dict[str, Any]:
    """The one part of a log in an answer."""
    (part,) = [part for part in parts if part["log"] == log]
    return part


def rows(parts: list[dict[str, Any]], log: str, entity: str) -> list[dict[str, Any]]:
    """The rows of one entity in all parts of a log."""
    return [c["row"] for part in parts if part["log"] == log for c in part["changes"] if c["entity"] == entity]
