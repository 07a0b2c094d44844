"""How long each part takes and how large it is: the full run, and the quick one for a first impression."""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE = 200
PAIRS = 10


@dataclass(frozen=True)
class Plan:
    rounds: int
    seconds: int
    archive_length: int
    page_requests: int
    connections: int


FULL = Plan(rounds=3, seconds=5, archive_length=100_000, page_requests=300, connections=400)
QUICK = Plan(rounds=1, seconds=2, archive_length=100_000, page_requests=100, connections=200)
