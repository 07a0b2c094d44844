"""What was taken over before, by what it was called there."""

from __future__ import annotations

from sqlalchemy import select

from messaging.core.clock import now
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.imports.models import Imported


class Memory:
    """What came from one source."""

    def __init__(self, source: str) -> None:
        self.source = source

    def knows(self, kind: str, foreign_id: str) -> bool:
        return db.session.get(Imported, (self.source, kind, foreign_id)) is not None

    def local_id(self, kind: str, foreign_id: str) -> str | None:
        """What it became here, whether or not that is still there."""
        held = db.session.get(Imported, (self.source, kind, foreign_id))
        return held.local_id if held else None

    def all(self, kind: str) -> dict[str, str | None]:
        """Everything of one kind."""
        rows = db.session.scalars(select(Imported).where(Imported.source == self.source, Imported.kind == kind))
        return {row.foreign_id: row.local_id for row in rows}

    def note(self, kind: str, foreign_id: str, local_id: str | None) -> None:
        """Remember it, in the transaction that makes it."""
        with unit_of_work() as unit:
            unit.session.merge(
                Imported(source=self.source, kind=kind, foreign_id=foreign_id, local_id=local_id, at=now())
            )
            unit.session.flush()
