"""Things that happen at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from typing import TypeVar

from tests.support.live import PATIENCE
from tests.support.people import Person

T = TypeVar("T")


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Start all of these at the same moment, each in a thread of its own; their results in order."""
    start = threading.Barrier(len(calls), timeout=PATIENCE)

    def run(call: Callable[[], T]) -> T:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def connections(person: Person, number: int) -> list[Person]:
    """The same device over so many HTTP connections; a connection carries one request at a time."""
    others = [copy(person) for _ in range(number)]
    for other in others:
        other.http = person.http.another()
    return others
