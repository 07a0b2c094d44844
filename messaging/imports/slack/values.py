"""What a field of somebody else's JSON holds, whatever stands there: the type that is asked for, or nothing of it."""

from __future__ import annotations

from typing import Any


def word(value: Any) -> str:
    """A text without white space around it."""
    return value.strip() if isinstance(value, str) else ""


def words(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def fields(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def count(value: Any) -> int:
    """A whole number that can count something."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else 0
