"""A change of a log as it travels: from the transaction that made it to the packet that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Op = Literal["upsert", "delete"]
Row = Mapping[str, Any]
Head = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """An entry as it travels: in packets, in pulls and in the answers of actions."""

    log: str
    seq: int
    entity: str
    entity_id: str
    op: Op
    row: Row | None
    actor_id: str | None
    device_id: str | None
    head: Head | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "entity": self.entity,
            "entity_id": self.entity_id,
            "op": self.op,
            "row": self.row,
            "actor_id": self.actor_id,
            "device_id": self.device_id,
        }


class Place(NamedTuple):
    """A number taken from a log, and what its packet says about the log's head."""

    log: str
    seq: int
    head: Head | None = None
