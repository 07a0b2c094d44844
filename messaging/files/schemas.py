"""Shapes of files and uploads, and how a row becomes one."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from messaging.core.clock import iso
from messaging.core.shapes import NewId, Shape, Text, wrapped
from messaging.files.models import File
from messaging.files.names import clean_name
from messaging.messages.schemas import FileShape

A_DAY_MS = 24 * 60 * 60 * 1000


def _from_text(value: Any) -> Any:
    """Forms and tus carry text only: there a waveform is JSON."""
    if not isinstance(value, str):
        return value
    if len(value) > 2_000:
        raise ValueError("is too long")
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise ValueError("is not valid JSON") from None


Name = Annotated[Text, Field(max_length=2_000), AfterValidator(clean_name)]
Duration = Annotated[int, Field(ge=0, le=A_DAY_MS)]
Waveform = Annotated[
    list[Annotated[int, Field(ge=0, le=100)]], Field(min_length=1, max_length=100), BeforeValidator(_from_text)
]


class NewFile(Shape):
    """What is said of a file that is sent; everything else is found from its bytes."""

    id: NewId
    name: Name = ""
    duration_ms: Duration | None = None
    waveform: Waveform | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    """Of its bytes. An upload whose bytes are others is refused; one whose bytes are here already is complete."""


class PreviewQuery(Shape):
    width: Annotated[int, Field(ge=1, le=10_000)] = 480


FileReply = wrapped("FileReply", file=FileShape)


def file_row(file: File) -> dict[str, Any]:
    return {
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "media_type": file.media_type,
        "width": file.width,
        "height": file.height,
        "duration_ms": file.duration_ms,
        "waveform": file.waveform,
        "preview_url": f"/api/v1/files/{file.id}/preview" if file.has_preview else None,
        "url": f"/api/v1/files/{file.id}",
        "created_at": iso(file.created_at),
    }
