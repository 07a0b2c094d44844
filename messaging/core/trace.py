"""Which request or event is being handled, and for which device: for the lines of the log, and for nothing else."""

from __future__ import annotations

from contextvars import ContextVar
from typing import NamedTuple


class Trace(NamedTuple):
    request_id: str | None = None
    device_id: str | None = None


NOBODY = Trace()
_current: ContextVar[Trace] = ContextVar("trace", default=NOBODY)


def current() -> Trace:
    return _current.get()


def begin(request_id: str | None, device_id: str | None = None) -> None:
    """From here on this greenlet or thread works for that request or device."""
    _current.set(Trace(request_id, device_id))


def by_device(device_id: str | None) -> None:
    """It is known now which device asks."""
    _current.set(_current.get()._replace(device_id=device_id))
