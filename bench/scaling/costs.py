"""What was measured: costs.json, written by `make scaling ARGS=--measure`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).with_name("costs.json")


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one process on one core. Times are of the processor unless they say otherwise."""

    measured_on: str
    process_mb: float
    """Resident memory of a process that has served a while, without anybody connected."""
    connection_kb: float
    connect_ms: float
    """To let somebody in: TLS aside, who they are, their rooms, the first words."""
    heartbeat_us: float
    """To be there for PING_EVERY seconds: one ping, one pong."""
    message_us: float
    """To check, store and acknowledge one message on SQLite, delivered to nobody."""
    delivery_us: float
    """To write one packet to one socket."""
    receipt_us: float
    postgres_message_us: float
    """As `message_us`, in a process on PostgreSQL and Redis; PostgreSQL's own time is not in it."""
    postgres_write_ms: float
    """By the clock, a transaction of its own with the lock, two rows and a commit that reaches the disk."""
    heard_us: float
    """For another process to hear of one message through Redis that none of its people receive."""
    message_bytes: float
    """On the disk: row, entry of the log, indexes."""


def read(file: Path = FILE) -> Costs:
    return Costs(**json.loads(file.read_text()))


def write(costs: Costs, file: Path = FILE) -> None:
    file.write_text(json.dumps(asdict(costs), indent=2) + "\n")
