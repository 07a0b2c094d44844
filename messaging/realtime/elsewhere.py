"""Presence in the other processes: what they tell of their people, until they are silent for too long.

Each process tells what it sees of a person when that changes, and all of it when somebody arrives on the line; each
keeps what it heard. While Redis is away this stays as it was. (docs/decisions/0015: why not in Redis.)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from messaging.core.bus import SILENCE, Told, bus

State = Literal["online", "idle", "offline"]
Seen = tuple[State, str | None]
"""How somebody is seen, and since when (`last_seen_at`)."""
AT_ONCE = 1000
"""People in one message."""


@dataclass(slots=True)
class Process:
    """Another process: whom it sees, and when it was last heard."""

    heard: float
    people: dict[str, Seen] = field(default_factory=dict)


class Elsewhere:
    """What the other processes see of people, and what this one has told them."""

    def __init__(self) -> None:
        self._processes: dict[str, Process] = {}
        self._told: dict[str, Seen] = {}
        self._listeners: list[Callable[[Iterable[str]], None]] = []

    def listen(self, listener: Callable[[Iterable[str]], None]) -> None:
        """Call `listener` with the people of whom another process has told something new."""
        self._listeners.append(listener)

    def of_user(self, user_id: str) -> list[Seen]:
        """How the others see somebody; empty where none does."""
        return [process.people[user_id] for process in self._processes.values() if user_id in process.people]

    def tell(self, people: Mapping[str, Seen]) -> None:
        """Tell the others how this process sees these people, as far as that is new."""
        if not bus.configured:
            return
        fresh = {user_id: seen for user_id, seen in people.items() if self._told.get(user_id) != seen}
        for user_id, seen in fresh.items():
            if seen[0] == "offline":
                self._told.pop(user_id, None)
            else:
                self._told[user_id] = seen
        if fresh:
            bus.tell("presence", bus.process, fresh)

    def tell_all(self) -> None:
        """Tell everything, to whoever has missed some of it."""
        everyone = list(self._told.items())
        for start in range(0, max(1, len(everyone)), AT_ONCE):
            bus.tell("presence" if start else "presence_anew", bus.process, dict(everyone[start : start + AT_ONCE]))

    def hear_anew(self, told: Told) -> None:
        """Take all that another process sees; whom it does not speak of any more, it sees no longer."""
        process = self._process(told.process)
        gone, process.people = process.people.keys() - told.data.keys(), {}
        self.hear(told)
        self._announce(gone)

    def hear(self, told: Told) -> None:
        """Take what another process sees."""
        people = self._process(told.process).people
        news: dict[str, Seen] = told.data
        for user_id, (state, last_seen_at) in news.items():
            if state == "offline":
                people.pop(user_id, None)
            else:
                people[user_id] = (state, last_seen_at)
        self._announce(news)

    def hear_beat(self, told: Told) -> None:
        self._process(told.process).heard = time.monotonic()

    def forget_the_silent(self) -> None:
        """Let go of processes that were killed: their people are here by now, or gone."""
        long_ago = time.monotonic() - SILENCE
        for name in [name for name, process in self._processes.items() if process.heard < long_ago]:
            self._announce(self._processes.pop(name).people)

    def wait_anew(self) -> None:
        """Nobody could be heard for a while: that somebody was not means nothing."""
        for process in self._processes.values():
            process.heard = time.monotonic()

    def forget(self) -> None:
        """Know nothing, as at the start."""
        self._processes.clear()
        self._told.clear()

    def _process(self, name: str) -> Process:
        return self._processes.setdefault(name, Process(time.monotonic()))

    def _announce(self, user_ids: Iterable[str]) -> None:
        for listener in self._listeners:
            listener(user_ids)


elsewhere = Elsewhere()


@bus.on("presence")
def _hear(told: Told) -> None:
    elsewhere.hear(told)


@bus.on("presence_anew")
def _hear_anew(told: Told) -> None:
    elsewhere.hear_anew(told)


@bus.on("arrived")
def _tell_who_arrived(_told: Told) -> None:
    """A process that has started, or was away from the line, knows of nobody here."""
    elsewhere.tell_all()


@bus.on("beat")
def _hear_beat(told: Told) -> None:
    elsewhere.hear_beat(told)


@bus.on_beat
def _forget_the_silent() -> None:
    elsewhere.forget_the_silent()


@bus.on_arrival
def _arrive() -> None:
    elsewhere.wait_anew()
    elsewhere.tell_all()
