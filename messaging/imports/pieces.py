"""Text from elsewhere, made fit for a message: nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from messaging.messages.schemas import MAX_META_DEPTH, is_deeper

LONGEST = 10_000
"""Characters of a message (protocol.md)."""
_BREAKS = ("\n\n", "\n", ". ", " ")


def clean(text: str) -> str:
    """Without what no database keeps: NUL, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def pieces(text: str, longest: int = LONGEST) -> Iterator[str]:
    """The text in parts that each fit into a message, cut between paragraphs, lines, sentences or words."""
    rest = clean(text).strip()
    while len(rest) > longest:
        cut = _cut(rest, longest)
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def _cut(text: str, longest: int) -> int:
    for mark in _BREAKS:
        at = text.rfind(mark, longest // 2, longest - len(mark))
        if at > 0:
            return at + len(mark)
    return longest


def small_meta(meta: dict[str, Any], most: int) -> tuple[dict[str, Any] | None, list[str]]:
    """As much of it as may travel with a message, the smallest fields first; and the names of what was left."""
    kept: dict[str, Any] = {}
    left: list[str] = []
    for name, value in sorted(meta.items(), key=lambda item: _size(item[1])):
        whole = {**kept, clean(str(name)): value}
        if _size(whole) > most or is_deeper(whole, MAX_META_DEPTH):
            left.append(str(name))
        else:
            kept = whole
    return kept or None, left


def _size(value: Any) -> int:
    try:
        return len(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS))
    except (orjson.JSONEncodeError, TypeError):
        return 10**9
