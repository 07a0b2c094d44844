"""Words cut into pieces of three characters for SQLite's trigram index, and facets as one such piece each.

A word stands between two spaces on either side, so that its beginning has pieces of its own: "frog" is "  f", " fr",
"fro", "rog". Of longer words the first five and eight letters have one more each, since many texts hold all pieces of a
word without holding the word. Each character of a script without spaces begins a word of two: 东京大学 is 东京, 京大,
大学 and 学. So every question has a piece to ask for, also one of two letters or one sign.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from messaging.search.words import Needle, Word

MOST = 6
"""So many pieces of a needle are asked for, spread over it; whoever asks looks at the text anyway."""
OPENINGS = (5, 8)
PRIVATE = 0xF0000
DIGIT = 65_000
"""Facets are written with private characters, which stand in no word."""


def text_of(words: list[Word]) -> str:
    """The words as the trigram index takes them."""
    pieces = [piece for word in words for piece in _pieces(word)]
    openings = {_opening(word.text[:size]) for word in words if not word.unspaced for size in _sizes(word.text)}
    return f"  {'  '.join([*pieces, *openings])}  "


def grams_of(needle: Needle, *, beginning: bool) -> list[str]:
    """The pieces that stand in the text of whatever holds the needle."""
    text = needle.text
    if needle.kind == "unspaced":
        pairs = [f" {text[at : at + 2]}" for at in range(len(text) - 1)]
        return _spread(pairs or [f"  {text}"])
    if len(text) == 1:
        return [f"  {text}"]
    if needle.kind != "beginning" and not beginning:
        return _spread(_trigrams(text))
    sizes = _sizes(text)
    if sizes:
        # Few texts have that; going through the lists of common pieces as well would take longer than looking at them.
        return [f" {_opening(text[: sizes[-1]])} ", text[-3:]]
    return _spread(_trigrams(f" {text}"))


def _sizes(text: str) -> list[int]:
    """How many of a word's first letters have pieces of their own."""
    return [size for size in OPENINGS if len(text) >= size]


def _trigrams(text: str) -> list[str]:
    return [text[at : at + 3] for at in range(len(text) - 2)]


@lru_cache(maxsize=50_000)
def _opening(letters: str) -> str:
    """A word's first letters as one private character, another than those of facets."""
    return chr(0x100000 + _number(letters))


@lru_cache(maxsize=20_000)
def gram_of_facet(facet: str) -> str:
    """A facet as one piece. Two that share one cost a look at a message that does not fit."""
    number = _number(facet, 6)
    return "".join(chr(PRIVATE + number // DIGIT**place % DIGIT) for place in range(3))


def _number(text: str, size: int = 2) -> int:
    """The same for the same text, of so many bytes."""
    number = int.from_bytes(blake2b(text.encode(), digest_size=size).digest(), "big")
    return number % DIGIT if size == 2 else number


def _pieces(word: Word) -> list[str]:
    text = word.text
    return [text[at : at + 2] for at in range(len(text))] if word.unspaced else [text]


def _spread(grams: list[str]) -> list[str]:
    distinct = list(dict.fromkeys(grams))
    if len(distinct) <= MOST:
        return distinct
    return [distinct[at * (len(distinct) - 1) // (MOST - 1)] for at in range(MOST)]
