"""Shapes of a search and of what it finds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from messaging.contexts.schemas import ContextShape
from messaging.core.clock import parse
from messaging.core.shapes import AnyId, Ordinal, Shape
from messaging.messages.schemas import MessageShape
from messaging.search.documents import HAS


def _day_or_moment(value: object) -> datetime:
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("must be a day like 2026-11-21 or a time like 2026-11-21T05:30:00.123Z")
    return parse(f"{value}T00:00:00Z" if len(value) == 10 else value)


def _kinds(value: str) -> str:
    unknown = [kind for kind in value.split(",") if kind not in HAS]
    if unknown:
        raise ValueError(f"must be among {', '.join(HAS)}, with commas between several")
    return value


DayOrMoment = Annotated[datetime, BeforeValidator(_day_or_moment), WithJsonSchema({"type": "string", "maxLength": 40})]
"""A time, or the beginning of a day in UTC."""


class SearchQuery(Shape):
    """What is looked for, and where: all that is given must hold. `after` includes its moment, `before` does not."""

    q: Annotated[str, Field(max_length=1_000)] = ""
    conversation_id: AnyId | None = None
    sender_id: AnyId | None = None
    has: Annotated[str, AfterValidator(_kinds)] | None = None
    before: DayOrMoment | None = None
    after: DayOrMoment | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class SnippetPart(Shape):
    text: str
    hit: bool
    """Whether these are words that were asked for."""


class Hit(Shape):
    """A message found. `place`: whether the words were found in what it says or in the name of a file."""

    message: MessageShape
    ordinal: Ordinal
    score: float
    place: Literal["content", "file_name"]
    snippet: list[SnippetPart]


class FoundContext(Shape):
    """One of one's own contexts; the snippet is from its content, or its title."""

    context: ContextShape
    score: float
    snippet: list[SnippetPart]


class SearchReply(Shape):
    """The best first. `more`: there are further messages; `complete`: the index holds everything, nothing was left out.
    Contexts are one's own, and only asked for where no filter narrows the search to messages."""

    hits: list[Hit]
    contexts: list[FoundContext]
    more: bool
    complete: bool
