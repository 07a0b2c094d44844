"""Who did what as a moderator or administrator: written in the transaction that does it, never changed, never synced.

    with unit_of_work() as unit:
        ...
        audit.record(unit, actor, "user.deactivated", "user", user.id, {"username": user.username})

Names of actions are `<kind>.<past participle>`. Details hold what a reader needs after the target is gone (its name),
and never what people wrote, nor a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork
from messaging.core.ids import new_id
from messaging.core.models import Base, Id


class AuditEntry(Base):
    """One act. Without foreign keys: what is told here outlives whoever did it and what it was done to.

    `actor_id` is null for what was done on the server itself (`flask …`).
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "at", "id"),
        Index("ix_audit_entry_actor_id", "actor_id"),
        Index("ix_audit_entry_target_id", "target_id"),
        Index("ix_audit_entry_action", "action"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(Id)
    action: Mapped[str] = mapped_column(String(40))
    target_kind: Mapped[str] = mapped_column(String(24))
    target_id: Mapped[str | None] = mapped_column(Id)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def record(
    unit: UnitOfWork,
    actor: Actor | None,
    action: str,
    target_kind: str,
    target_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Note that `actor` (None: somebody at the server's own console) did `action` to the target."""
    unit.session.add(
        AuditEntry(
            id=new_id(),
            at=now(),
            actor_id=actor and actor.user_id,
            action=action,
            target_kind=target_kind,
            target_id=target_id,
            details=dict(details or {}),
        )
    )
