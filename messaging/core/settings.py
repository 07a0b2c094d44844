"""What an administrator decides while the server runs; the environment says what holds until then.

    settings().registration

Read from memory. Another process tells of its change; where that is lost, it is seen within `READ_AGAIN_AFTER`. While
the database cannot be asked, what was last known holds.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from sqlalchemy import JSON, String, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from config import Config
from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.bus import Told, bus
from messaging.core.clock import now
from messaging.core.database import UnitOfWork
from messaging.core.extensions import db
from messaging.core.models import Base
from messaging.core.shapes import Line, Shape

log = logging.getLogger(__name__)

READ_AGAIN_AFTER = 5.0
"""Seconds."""
MEGABYTE = 2**20

Megabytes = Annotated[int, Field(ge=1, le=10_000_000)]
Days = Annotated[int, Field(ge=1, le=36_500)]


class InstallationSetting(Base):
    """One decision. Without its row the environment's default holds."""

    __tablename__ = "installation_setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    updated_at: Mapped[datetime]


class InstallationSettings(Shape):
    """Every decision, with what is allowed. Null: without limit, for good."""

    name: Annotated[Line, Field(min_length=1, max_length=60)]
    """Of this installation, as its people see it."""
    registration: Literal["open", "invite", "closed"]
    max_upload_mb: Annotated[int, Field(ge=1, le=10_000)]
    storage_quota_mb: Megabytes | None
    link_previews: bool
    retention_days: Days | None
    """How long messages are kept where a conversation says nothing of its own."""
    retention_max_days: Days | None
    """What no conversation may exceed."""

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb * MEGABYTE

    @property
    def storage_quota_bytes(self) -> int | None:
        return self.storage_quota_mb and self.storage_quota_mb * MEGABYTE


def defaults_of(config: Config) -> InstallationSettings:
    """What the environment says."""
    return InstallationSettings(
        name=config.installation_name,
        registration=config.registration,
        max_upload_mb=config.max_upload_mb,
        storage_quota_mb=config.storage_quota_mb,
        link_previews=config.link_previews,
        retention_days=config.retention_days,
        retention_max_days=config.retention_max_days,
    )


class _Held:
    """This process's copy."""

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._defaults: InstallationSettings | None = None
        self._known: InstallationSettings | None = None
        self._last: InstallationSettings | None = None
        """What holds while the database cannot be asked."""
        self._read_at = 0.0

    def bind(self, defaults: InstallationSettings) -> None:
        self._defaults = self._last = defaults
        self.forget()

    @property
    def defaults(self) -> InstallationSettings:
        assert self._defaults is not None, "settings.bind comes first"
        return self._defaults

    def forget(self) -> None:
        self._known = None

    def current(self) -> InstallationSettings:
        known = self._known
        if known is None:
            with self._reading:
                return self._known or self._read()
        if time.monotonic() - self._read_at > READ_AGAIN_AFTER and self._reading.acquire(blocking=False):
            try:  # one asks; the others go on with what is known
                return self._read()
            finally:
                self._reading.release()
        return known

    def _read(self) -> InstallationSettings:
        self._read_at = time.monotonic()
        try:
            read = _over(self.defaults, _stored())
        except SQLAlchemyError as error:  # not migrated yet, or gone: reads that need it say so themselves
            log.warning("the installation's settings could not be read: %s", type(error).__name__)
            read = self._last or self.defaults
        self._known = self._last = read
        return read


_held = _Held()


def bind(defaults: InstallationSettings) -> None:
    """Take what holds where nothing was decided (`defaults_of`)."""
    _held.bind(defaults)


def settings() -> InstallationSettings:
    """What is in force."""
    return _held.current()


def defaults() -> InstallationSettings:
    """What would be in force if nothing had been decided."""
    return _held.defaults


def forget() -> None:
    """Read them anew when they are needed next."""
    _held.forget()


@bus.on("settings")
def _changed_elsewhere(_told: Told) -> None:
    _held.forget()


def change(unit: UnitOfWork, actor: Actor | None, fields: Mapping[str, Any]) -> InstallationSettings:
    """Decide these fields; the caller has checked who asks. What equals the environment's default is not kept, and
    follows it from then on. Raises pydantic's ValidationError."""
    stored = {row.name: row.value for row in unit.session.scalars(select(InstallationSetting))}
    before = _over(_held.defaults, stored)
    after = InstallationSettings.model_validate({**before.model_dump(), **fields})
    changed = {name: (old, getattr(after, name)) for name, old in before if old != getattr(after, name)}
    for name, (_, value) in changed.items():
        if value == getattr(_held.defaults, name):
            unit.session.execute(delete(InstallationSetting).where(InstallationSetting.name == name))
        else:
            unit.session.merge(InstallationSetting(name=name, value=value, updated_at=now()))
    if changed:
        told = {name: {"from": old, "to": new} for name, (old, new) in changed.items()}
        audit.record(unit, actor, "settings.changed", "installation", None, told)
        unit.afterwards.append(_held.forget)
        unit.afterwards.append(lambda: bus.tell("settings", "changed"))
    return after


def _stored() -> dict[str, Any]:
    # A connection of its own: a failure here must not end the transaction that asks.
    with db.engine.connect() as connection:
        return {row.name: row.value for row in connection.execute(select(InstallationSetting.__table__))}


def _over(below: InstallationSettings, stored: Mapping[str, Any]) -> InstallationSettings:
    """`stored` over what is below it; what this version does not understand is left out."""
    result = below
    for name, value in stored.items():
        try:
            result = InstallationSettings.model_validate({**result.model_dump(), name: value})
        except ValidationError:
            log.warning("the stored setting %s is not valid, and not in force", name)
    return result
