"""Tables of numbers: what a process measured in an hour or on a day, and who was active when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Double, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class Measurement(Base):
    """One number of one process (`source`) for the hour or the day (UTC) that begins `at`.

    Each process writes its own rows, so that none has to read before it writes.
    """

    __tablename__ = "measurement"

    name: Mapped[str] = mapped_column(String(24), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(8), primary_key=True)
    value: Mapped[float] = mapped_column(Double)


class ActivePerson(Base):
    """Somebody wrote, reacted, changed or read something on that day (UTC)."""

    __tablename__ = "active_person"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
