"""JSON for Socket.IO: orjson, which is several times faster than the standard library on packets."""

from __future__ import annotations

from typing import Any

import orjson


def dumps(value: Any, **_options: Any) -> str:
    return orjson.dumps(value).decode()


def loads(text: str | bytes, **_options: Any) -> Any:
    return orjson.loads(text)


JSONDecodeError = orjson.JSONDecodeError
