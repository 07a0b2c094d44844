"""The base of all inbound and outbound shapes, and the field types that protocol.md limits."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model

from messaging.core.ids import UUID7_PATTERN, UUID_PATTERN
from messaging.core.names import hides_something, plain_name


class Shape(BaseModel):
    """Something that crosses the wire. Unknown fields are ignored, so that either side may be newer."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain the character NUL")
    return text


def _one_line(text: str) -> str:
    return " ".join(_storable(text).split())


def _visible(text: str) -> str:
    if hides_something(text):
        raise ValueError("holds signs that cannot be seen")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Line = Annotated[str, AfterValidator(_one_line)]

NewId = Annotated[str, StringConstraints(pattern=UUID7_PATTERN)]
"""A UUIDv7 made by the client."""
AnyId = Annotated[str, StringConstraints(pattern=UUID_PATTERN)]

MAX_ATTACHMENTS = 10
"""Files of one message."""
Content = Annotated[Text, Field(max_length=10_000)]
Thinking = Annotated[Text, Field(max_length=5_000)]
Title = Annotated[Line, Field(max_length=100)]
Description = Annotated[Text, Field(max_length=1_000)]
DisplayName = Annotated[Text, AfterValidator(plain_name), Field(min_length=1, max_length=64)]
Nickname = Annotated[Line, Field(max_length=64)]
Emoji = Annotated[
    str, StringConstraints(min_length=1, max_length=32, pattern=r"^[^\s<>&\"'\x00]+$"), AfterValidator(_visible)
]
Ordinal = Annotated[int, Field(ge=0, le=2**53)]
Sequence = Annotated[int, Field(ge=0, le=2**53)]
TIME_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"
Time = Annotated[str, StringConstraints(pattern=TIME_PATTERN)]
"""ISO 8601, UTC, milliseconds."""
USERNAME_PATTERN = r"^[a-z0-9_.-]+$"
_PATTERNS_IN_WORDS = {
    UUID7_PATTERN: "is not a UUIDv7",
    UUID_PATTERN: "is not a UUID",
    TIME_PATTERN: "is not a time like 2026-11-21T08:00:00.000Z",
    USERNAME_PATTERN: "may have the letters a–z, digits, dot, dash and underscore, and nothing else",
}


def wrapped(name: str, **fields: Any) -> type[Shape]:
    """A reply that carries its objects under their names: `wrapped("ContactReply", contact=Contact)`."""
    definitions: dict[str, Any] = {key: (type_, ...) for key, type_ in fields.items()}
    return create_model(name, __base__=Shape, **definitions)


def _in_words(kind: str, message: str) -> str:
    """Pydantic's words, but for regular expressions, which tell nobody anything, and texts, which have no items."""
    if kind == "string_pattern_mismatch":
        known = (words for pattern, words in _PATTERNS_IN_WORDS.items() if pattern in message)
        return next(known, "is not well-formed")
    if message.startswith("Value should have"):  # the length of a text that was tidied before
        message = message.replace("Value", "String", 1).replace(" items", " characters")
    return message.removeprefix("Value error, ")


def problems(error: ValidationError) -> dict[str, str]:
    """What is wrong with each field, in words."""
    found: dict[str, str] = {}
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        field = ".".join(str(part) for part in item["loc"]) or "body"
        found.setdefault(field, _in_words(item["type"], item["msg"]))
    return found
