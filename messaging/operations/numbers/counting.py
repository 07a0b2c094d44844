"""What this process has seen of the present hour and day, in its memory; `keeping` writes it down each minute.

Looking at a packet costs a set lookup a change, and no query. What happened in the last minute before a crash is not
counted, which no chart shows.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from messaging.core import metrics, publisher
from messaging.core.publisher import Packet
from messaging.realtime.connections import connections


@dataclass(slots=True)
class Counts:
    """Since when, and what."""

    day: datetime
    hour: datetime
    messages: int = 0
    connections: int = 0
    """At most at once."""
    active: set[str] = field(default_factory=set)
    """Who has not been written down for this day yet."""
    noted: set[str] = field(default_factory=set)
    delays: dict[float, float] = field(default_factory=dict)
    """Requests that took at most so many seconds, when the hour began."""


def day_of(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


class Counter:
    """The counts of this process."""

    def __init__(self) -> None:
        self.source = secrets.token_hex(4)
        self._counts: Counts | None = None

    def forget(self) -> None:
        self._counts = None

    def at(self, moment: datetime) -> Counts:
        """The counts for this moment; new ones when a day or an hour has begun."""
        counts = self._counts
        day, hour = day_of(moment), hour_of(moment)
        if counts is None or counts.day != day:
            counts = Counts(day, hour, delays=requests_within())
        elif counts.hour != hour:
            counts.hour, counts.connections, counts.delays = hour, 0, requests_within()
        self._counts = counts
        return counts

    def note(self, packet: Packet) -> None:
        """Called for every packet while its writer waits."""
        counts = self._counts
        if counts is None:  # nobody has asked yet, which happens within the first minute
            return
        for change in packet["changes"]:
            if change["actor_id"] not in counts.noted:
                counts.active.add(change["actor_id"])
            row = change["row"]
            if change["entity"] == "message" and row and not row["edited_at"] and not row["deleted_at"]:
                counts.messages += row["role"] != "system"

    def look_around(self, counts: Counts) -> None:
        """How many are connected now."""
        counts.connections = max(counts.connections, len(connections.all()))


def requests_within() -> dict[float, float]:
    """How many requests took at most so many seconds, since this process began."""
    within: dict[float, float] = {}
    for family in metrics.requests.collect():
        for sample in family.samples:
            if sample.name.endswith("_bucket"):
                bound = float(sample.labels["le"])
                within[bound] = within.get(bound, 0) + sample.value
    return within


def quantile(before: dict[float, float], after: dict[float, float], share: float) -> float | None:
    """How many seconds `share` of the requests between the two took at most; None when there were none.

    Between the bounds it is drawn as a line, as Prometheus does (histogram_quantile).
    """
    bounds = sorted(after)
    counts = [after[bound] - before.get(bound, 0) for bound in bounds]
    if not counts or counts[-1] <= 0:
        return None
    wanted = share * counts[-1]
    below = lower = 0.0
    for bound, count in zip(bounds, counts, strict=True):
        if count >= wanted:
            if bound == float("inf"):
                return lower
            return lower + (bound - lower) * (wanted - below) / ((count - below) or 1)
        below, lower = count, bound
    return lower


counter = Counter()
publisher.listen(counter.note)
