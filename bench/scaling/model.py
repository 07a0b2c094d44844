"""From costs and habits to processes, machines and limits. Nothing here is measured; it is arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from bench.scaling.costs import Costs

PING_EVERY = 25
"""Seconds between two heartbeats of a connection."""
FILL = 0.5
"""How much of a core, a database or a line is used at the busiest moment: the rest is for what nobody foresaw."""
CONNECTIONS_EACH = 5_000
"""A process gets no more, whatever its core could do: if it dies, so many people come back at once."""
COMMITS = 3_000
"""Transactions a second of one PostgreSQL on an SSD that waits for its disk; four fifths of the way on one machine."""
RARE = 0.3
"""Writes that go alone (edits, reactions, members, settings, uploads), for each message."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What people do. Change these to what your school or firm does."""

    connected: float = 0.4
    """Of all people, at the busiest moment."""
    devices: float = 1.3
    """That each of them has open."""
    messages_a_day: float = 30
    """That a person writes."""
    peak: float = 6
    """How much denser the busiest minute is than an even spread over ten hours."""
    listeners: float = 10
    """Devices that hear a message at once."""
    receipts: float = 0.4
    """Pointers moved, for each delivery: a device tells them gathered, once a second."""


@dataclass(frozen=True, slots=True)
class Load:
    """A second of the busiest minute."""

    people: int
    connections: int
    messages: float
    deliveries: float
    receipts: float
    rare: float

    @property
    def packets(self) -> float:
        """What processes tell each other: messages and rare changes each, receipts gathered by conversation."""
        return self.messages + self.rare + self.receipts / 4


def load_of(people: int, habits: Habits) -> Load:
    connections = ceil(people * habits.connected * habits.devices)
    messages = people * habits.messages_a_day / 36_000 * habits.peak
    deliveries = messages * min(habits.listeners, connections)
    return Load(people, connections, messages, deliveries, deliveries * habits.receipts, messages * RARE)


def work(load: Load, costs: Costs, *, postgres: bool) -> float:
    """Cores that all processes together keep busy, but for hearing each other."""
    message = costs.postgres_message_us if postgres else costs.message_us
    storing = (load.messages + load.rare) * message + load.receipts * costs.receipt_us
    telling = load.deliveries * costs.delivery_us * (1 + RARE)
    return (storing + telling + load.connections / PING_EVERY * costs.heartbeat_us) / 1e6


@dataclass(frozen=True, slots=True)
class Site:
    """One database with the processes on it."""

    processes: int
    cores: float
    """Busy ones, of all processes together."""
    memory_mb: float
    back_in_s: float
    """Until all are connected again after everything was restarted."""
    commits: float
    """Of the database, for each second."""
    alone: float
    """Share of the time in which somebody writes alone."""


def one_process(load: Load, costs: Costs) -> Site:
    """SQLite, one process, no Redis."""
    return _site(load, costs, 1, work(load, costs, postgres=False), costs.message_us / 1000)


def several(load: Load, costs: Costs) -> Site | None:
    """PostgreSQL and Redis, every process hearing every packet; None where no number of processes is enough."""
    hearing = load.packets * costs.heard_us / 1e6
    if hearing >= FILL / 2:
        return None  # more processes would chiefly hear each other
    own = work(load, costs, postgres=True)
    processes = max(2, ceil(own / (FILL - hearing)), ceil(load.connections / CONNECTIONS_EACH))
    return _site(load, costs, processes, own + processes * hearing, costs.postgres_write_ms)


def _site(load: Load, costs: Costs, processes: int, cores: float, write_ms: float) -> Site:
    memory = processes * costs.process_mb + load.connections * costs.connection_kb / 1000
    back = load.connections * costs.connect_ms / 1000 / processes
    writes = load.messages + load.receipts + load.rare
    return Site(processes, cores, memory, back, writes, load.rare * write_ms / 1000)


def holds(site: Site, *, postgres: bool) -> bool:
    """Whether it keeps within what is meant to be used."""
    if not postgres:
        return site.cores <= FILL and site.back_in_s <= 60
    return site.commits <= COMMITS * FILL and site.alone <= FILL


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What so many people need: one process; several on one database; or cells of that kind."""

    load: Load
    cells: int
    site: Site
    """Of one cell."""
    postgres: bool


def arrange(people: int, costs: Costs, habits: Habits) -> Arrangement:
    """The simplest arrangement that holds."""
    load = load_of(people, habits)
    small = one_process(load, costs)
    if holds(small, postgres=False):
        return Arrangement(load, 1, small, postgres=False)
    cells = 1
    while True:
        site = several(load_of(ceil(people / cells), habits), costs)
        if site and holds(site, postgres=True):
            return Arrangement(load, cells, site, postgres=True)
        cells += 1


def most_people(costs: Costs, habits: Habits, *, postgres: bool) -> int:
    """How many one process, or one database with its processes, is enough for; to the hundred."""
    low, high = 0, 10_000_000
    while high - low > 100:
        middle = (low + high) // 2
        load = load_of(middle, habits)
        site = several(load, costs) if postgres else one_process(load, costs)
        low, high = (middle, high) if site and holds(site, postgres=postgres) else (low, middle)
    return low // 100 * 100


def disk_gb_a_year(people: int, costs: Costs, habits: Habits) -> float:
    """Of messages alone; files come on top."""
    return people * habits.messages_a_day * 365 * costs.message_bytes / 1e9
