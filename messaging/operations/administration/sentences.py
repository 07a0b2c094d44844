"""What the audit log says of each action, in words. Whoever records an action adds its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_sentences: dict[str, str] = {}


def tell(action: str, sentence: str) -> None:
    """`tell("user.banned", "banned @{username}: {reason}")`; names in braces are of the entry's details."""
    _sentences[action] = sentence


def sentence(action: str, details: Mapping[str, Any]) -> str:
    """What was done, to follow the name of who did it. What is not known is left as dots."""
    words = _sentences.get(action)
    if words is None:
        return action.replace(".", " ").replace("_", " ")
    return words.format_map(_Known(details))


def known() -> list[str]:
    """Every action that has a sentence."""
    return sorted(_sentences)


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
