"""The table of what was taken over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.models import Base, Id


class Imported(Base):
    """A person, conversation or file from elsewhere, and what it became here.

    It stays when that is deleted, so that what was deleted here never comes back by another import.
    """

    __tablename__ = "imported"

    source: Mapped[str] = mapped_column(String(64), primary_key=True)  # json | slack:<workspace>
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)  # user | conversation | file
    foreign_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    local_id: Mapped[str | None] = mapped_column(Id)
    at: Mapped[datetime]
