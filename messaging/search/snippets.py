"""The part of a text in which a question's words stand, cut so that it can be marked: as data, never as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypedDict
from unicodedata import combining

from messaging.search.folding import fold
from messaging.search.words import Needle, holds_all, searchable, words_of

LENGTH = 240
"""Characters of a snippet."""
LEAD = 40
"""So much stands before the first word found, where the text begins earlier."""
WINDOW = 400


class Part(TypedDict):
    text: str
    hit: bool


def snippet_of(text: str, needles: Sequence[Needle]) -> list[Part]:
    """The text around what was found, in parts; `hit` says which of them were asked for."""
    start, window = _window(text, list(needles))
    places = _places(window, needles)
    begin = _lead(window, places[0][0]) if places else 0
    parts = _parts(window, begin, begin + LENGTH, places)
    if start or begin:
        parts.insert(0, {"text": "…", "hit": False})
    if start + begin + LENGTH < len(text):
        parts.append({"text": "…", "hit": False})
    return parts


def _window(text: str, needles: list[Needle]) -> tuple[int, str]:
    """Where words stand together, or the first of them, or the beginning."""
    if len(text) <= WINDOW:
        return 0, text
    starts = [_between_words(text, at) for at in range(0, len(text), WINDOW // 2)]
    for wanted in (needles, needles[:1]):
        for start in starts:
            window = text[start : start + WINDOW]
            if wanted and holds_all(searchable(window), wanted):
                return start, window
    return 0, text[:WINDOW]


def _between_words(text: str, at: int) -> int:
    space = re.search(r"\s", text[at : at + LEAD]) if at else None
    return at + space.end() if space else at


def _lead(window: str, found: int) -> int:
    return 0 if found <= 2 * LEAD else _between_words(window, found - LEAD)


def _parts(window: str, begin: int, end: int, places: list[tuple[int, int]]) -> list[Part]:
    parts: list[Part] = []
    at = begin
    for start, stop in places:
        if stop > end:
            break
        if start > at:
            parts.append({"text": window[at:start], "hit": False})
        parts.append({"text": window[start:stop], "hit": True})
        at = stop
    if window[at:end]:
        parts.append({"text": window[at:end], "hit": False})
    return parts


def _places(window: str, needles: Sequence[Needle]) -> list[tuple[int, int]]:
    """Where needles stand in the text as it was written, in order and apart from each other.

    Folding changes lengths, so it is done letter by letter, and each folded character remembers where it came from.
    """
    folded, origin = _fold_with_origin(window)
    marked: set[int] = set()
    at = 0
    for word in words_of(folded):
        at = folded.index(word.text, at)
        for needle in needles:
            for place in _within(word.text, needle):
                marked.update(range(at + place, at + place + len(needle.text)))
        at += len(word.text)
    return _runs(sorted(marked), origin)


def _within(word: str, needle: Needle) -> list[int]:
    if needle.kind == "beginning":
        return [0] if word.startswith(needle.text) else []
    places, at = [], word.find(needle.text)
    while at != -1:
        places.append(at)
        at = word.find(needle.text, at + len(needle.text))
    return places


def _fold_with_origin(text: str) -> tuple[str, list[tuple[int, int]]]:
    if text.isascii():
        return text.lower(), [(at, at + 1) for at in range(len(text))]
    folded, origin, at = "", list[tuple[int, int]](), 0
    while at < len(text):
        end = at + 1
        while end < len(text) and combining(text[end]):
            end += 1
        part = fold(text[at:end])
        folded += part
        origin += [(at, end)] * len(part)
        at = end
    return folded, origin


def _runs(marked: list[int], origin: list[tuple[int, int]]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in marked:
        start, stop = origin[place]
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(stop, runs[-1][1]))
        else:
            runs.append((start, stop))
    return runs
