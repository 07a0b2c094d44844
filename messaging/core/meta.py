"""Facts about this installation, made once: `server_id` never changes, `epoch` changes at every restore."""

from __future__ import annotations

import uuid

from sqlalchemy import String, inspect, select, update
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.core.ids import new_id
from messaging.core.models import Base


class Meta(Base):
    __tablename__ = "meta"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Installation:
    """The installation's facts, read from the database once a process."""

    server_id = ""
    epoch = ""

    def load(self) -> None:
        """Read the facts, making them at the first start. A database that is not migrated yet has none."""
        if not inspect(db.engine).has_table(Meta.__tablename__):
            return
        with unit_of_work() as unit:
            held = {meta.name: meta.value for meta in unit.session.scalars(select(Meta))}
            for name, made in (("server_id", str(uuid.uuid4())), ("epoch", new_id())):
                if name not in held:
                    held[name] = made
                    unit.session.add(Meta(name=name, value=made))
        db.session.remove()
        self.server_id, self.epoch = held["server_id"], held["epoch"]

    def renew_epoch(self) -> None:
        """Say that this is another database than before: every device pulls afresh and gives back what it lacks."""
        self.epoch = new_id()
        with unit_of_work() as unit:
            unit.session.execute(update(Meta).where(Meta.name == "epoch").values(value=self.epoch))


installation = Installation()
