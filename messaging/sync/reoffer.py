"""After a restore, devices offer back what the restored database lacks."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from messaging.core.errors import ValidationFailed
from messaging.core.extensions import db
from messaging.sync.handlers import TABLES
from messaging.sync.schemas import Reoffer


def missing_rows(offer: Reoffer) -> list[str]:
    """The offered ids that the server does not have, in the order of the offer."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for row in offer.rows:
        if row.entity not in TABLES:
            raise ValidationFailed.of("entity", f"{row.entity} is not taken back")
        ids[row.entity].append(row.id)
    held = {
        held_id
        for entity, wanted in ids.items()
        for held_id in db.session.scalars(select(TABLES[entity].id).where(TABLES[entity].id.in_(wanted)))
    }
    return [row.id for row in offer.rows if row.id not in held]
