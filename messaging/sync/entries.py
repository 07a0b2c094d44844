"""What follows a cursor in one log, and what stands in for it when that is too much: a snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.core import entities
from messaging.core.logs import SyncEvent

Change = dict[str, Any]


def entries_after(session: Session, log: str, cursor: int, limit: int) -> tuple[list[Change], int]:
    """Up to `limit` entries after `cursor`, the newest of each entity with its row as it is now; and how far it got.

    A row that is gone comes as a deletion.
    """
    statement = (
        select(SyncEvent).where(SyncEvent.log == log, SyncEvent.seq > cursor).order_by(SyncEvent.seq).limit(limit)
    )
    events = session.scalars(statement).all()
    newest = {(event.entity, event.entity_id): event for event in events}
    rows = _rows(session, log, newest)
    changes = [_change(event, rows.get(key)) for key, event in newest.items()]
    changes.sort(key=lambda change: change["seq"])
    return changes, events[-1].seq if events else cursor


def _rows(session: Session, log: str, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for entity, entity_id in keys:
        ids[entity].append(entity_id)
    return {
        (entity, entity_id): row
        for entity, wanted in ids.items()
        for entity_id, row in entities.load(session, log, entity, wanted).items()
    }


def _change(event: SyncEvent, row: dict[str, Any] | None) -> Change:
    return {
        "seq": event.seq,
        "entity": event.entity,
        "entity_id": event.entity_id,
        "op": "upsert" if row is not None else "delete",
        "row": row,
        "actor_id": event.actor_id,
        "device_id": event.device_id,
    }


def present(entity: str, entity_id: str, row: dict[str, Any], seq: int | None = None) -> Change:
    """An entry of a snapshot: how the row is now, without who made it so."""
    return {
        "seq": row.get("version", 0) if seq is None else seq,
        "entity": entity,
        "entity_id": entity_id,
        "op": "upsert",
        "row": row,
        "actor_id": None,
        "device_id": None,
    }


def gone(entity: str, entity_id: str) -> Change:
    """An entry of a snapshot: what the reader may hold and does not see any more."""
    return {
        "seq": 0,
        "entity": entity,
        "entity_id": entity_id,
        "op": "delete",
        "row": None,
        "actor_id": None,
        "device_id": None,
    }
