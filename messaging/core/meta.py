"""Facts about this installation, made once: `server_id` never changes, `epoch` changes at every restore."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import String, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.clock import iso, now, parse
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.core.ids import new_id
from messaging.core.models import Base


class Meta(Base):
    __tablename__ = "meta"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Gap(NamedTuple):
    """A time of which a restored database knows nothing: what was written then was lost."""

    after: datetime
    until: datetime


GAP = "lost:"
GIVEN_BACK_FOR = timedelta(days=90)
"""So long after a restore devices may come back with what it lost, under the time at which it was written."""


class Installation:
    """The installation's facts, read from the database once a process."""

    server_id = ""
    epoch = ""
    gaps: tuple[Gap, ...] = ()

    def load(self) -> None:
        """Read the facts, making them at the first start. A database that is not migrated yet has none."""
        if not inspect(db.engine).has_table(Meta.__tablename__):
            return
        held = _held()
        if not {"server_id", "epoch"} <= held.keys():
            held = _made()
        self.server_id, self.epoch = held["server_id"], held["epoch"]
        self.gaps = tuple(
            Gap(parse(after), parse(name.removeprefix(GAP))) for name, after in held.items() if name.startswith(GAP)
        )

    def changed(self) -> bool:
        """Whether another process has renewed the epoch since it was read."""
        held: str | None = db.session.scalar(select(Meta.value).where(Meta.name == "epoch"))
        db.session.rollback()
        return held is not None and held != self.epoch

    def renew_epoch(self, newest: datetime | None = None) -> None:
        """Say that this is another database than before: every device pulls afresh and gives back what it lacks.

        `newest` is when the last thing that this database knows of happened.
        """
        self.epoch, moment = new_id(), now()
        with unit_of_work() as unit:
            unit.session.execute(update(Meta).where(Meta.name == "epoch").values(value=self.epoch))
            if newest is not None and newest < moment:
                unit.session.merge(Meta(name=GAP + iso(moment), value=iso(newest)))
                self.gaps += (Gap(newest, moment),)

    def is_from_before(self, moment: datetime) -> bool:
        """Whether what happened at this moment stood in a database that was put in place since."""
        return any(moment <= gap.after for gap in self.gaps)

    def giving_back_since(self) -> datetime | None:
        """When the last restore was of which devices may still give back what it lost."""
        ago = now() - GIVEN_BACK_FOR
        return max((gap.until for gap in self.gaps if gap.until > ago), default=None)

    def was_lost(self, moment: datetime) -> bool:
        """Whether what happened at this moment is missing here, because an older database was put in place since."""
        ago = now() - GIVEN_BACK_FOR
        return any(gap.after <= moment <= gap.until and gap.until > ago for gap in self.gaps)


def _held() -> dict[str, str]:
    held = {meta.name: meta.value for meta in db.session.scalars(select(Meta))}
    db.session.remove()
    return held


def _made() -> dict[str, str]:
    """The facts, made now; of two processes that start at once, the second finds those of the first."""
    try:
        with unit_of_work() as unit:
            held = set(unit.session.scalars(select(Meta.name)))
            for name, made in (("server_id", str(uuid.uuid4())), ("epoch", new_id())):
                if name not in held:
                    unit.session.add(Meta(name=name, value=made))
    except IntegrityError:
        db.session.remove()
    return _held()


installation = Installation()
