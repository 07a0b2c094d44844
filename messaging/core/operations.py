"""The registry of everything a client can ask for: HTTP operations and socket events.

Routing, validation, the OpenAPI document and the authorisation matrix all read it, so that none can fall behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from messaging.core.errors import ValidationFailed
from messaging.core.shapes import Shape, problems

Reply = Mapping[str, Any]
S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One HTTP method of one path under `/api/v1`."""

    method: str
    path: str
    name: str
    tag: str
    summary: str
    reply: type[Shape] | None
    body: type[Shape] | None = None
    query: type[Shape] | None = None
    created: bool = False
    public: bool = False
    limit: str | None = None
    binary: bool = False
    sends: str | None = None
    """The media type of a large body that the handler itself reads, block by block; JSON has `body`."""
    expects: Callable[[int], None] | None = None
    """Where `sends` is set: may refuse a body by its announced length, before anything of it is read."""
    form: type[Shape] | None = None
    """The fields beside the file, where `sends` is a form."""
    also: tuple[int, ...] = ()
    """Further statuses of success: part of a file, nothing to say."""
    not_by_link: bool = False
    """Looking costs much or is noted: a browser that comes by a link on another site is refused."""
    refuses: tuple[int, ...] = ()
    """Statuses of refusals that only this operation knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One Socket.IO event from client to server."""

    name: str
    summary: str
    data: type[Shape]
    reply: type[Shape]
    limit: str | None
    handler: Callable[..., Reply]


OPERATIONS: list[Operation] = []
EVENTS: dict[str, Event] = {}
PACKETS: dict[str, type[Shape]] = {}
"""Shapes of the events from server to client, by event name."""


def event(
    name: str, data: type[Shape], reply: type[Shape], *, limit: str | None = None
) -> Callable[[Callable[..., Reply]], Callable[..., Reply]]:
    """Register a socket event: `handler(connection, data) → reply`; the acknowledgement is the reply with `ok`."""

    def register(handler: Callable[..., Reply]) -> Callable[..., Reply]:
        summary = (handler.__doc__ or "").strip().partition("\n")[0]
        EVENTS[name] = Event(name=name, summary=summary, data=data, reply=reply, limit=limit, handler=handler)
        return handler

    return register


def parse(shape: type[S], data: Any) -> S:
    """`data` as a `shape`; raises ValidationFailed naming each wrong field."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        fields = problems(error)
        raise ValidationFailed("; ".join(f"{k}: {v}" for k, v in fields.items())[:500], fields=fields) from None
