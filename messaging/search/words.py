"""Words of a text and of a question, in every script; the same rules as in the client (static/js/search/tokens.js)."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple
from unicodedata import category

from messaging.search.folding import fold

LONGEST_QUESTION = 200
"""So many characters of a question are read."""

# Scripts that write without spaces, or glue endings to their words: Chinese, Japanese, Korean, Bopomofo, Thai, Lao,
# Khmer, Burmese. In them any part of a word is looked for.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u19e0-\u19ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f"
    "\u3031-\u3035\u3038-\u303c\u3041-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U000323af"
)
# Pictures, without the skin tones that only colour them.
_PICTURES = (
    "\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
)

Kind = Literal["part", "beginning", "unspaced"]


class Word(NamedTuple):
    """What is written together: a word, or a run of a script without spaces, or of pictures."""

    text: str
    unspaced: bool


class Needle(NamedTuple):
    """What must stand in a text: as any part of a word, at its beginning, or anywhere in a run without spaces."""

    text: str
    kind: Kind

    @property
    def sought(self) -> str:
        """What to look for in a searchable line."""
        return f" {self.text}" if self.kind == "beginning" else self.text


def words_of(folded: str) -> list[Word]:
    """The words of a folded text, in order."""
    if folded.isascii():
        return [Word(text, False) for text in _ascii_words(folded)]
    return [Word(match[0], match.lastgroup == "unspaced") for match in _pattern().finditer(folded)]


def line_of(words: list[Word]) -> str:
    """Words between single spaces, one at each end: then the beginning of a word is a space and what follows."""
    return f" {' '.join(word.text for word in words)} "


def searchable(text: str) -> str:
    """A text as it is searched."""
    return line_of(words_of(fold(text)))


def needles_of(question: str) -> list[Needle]:
    """What must stand in a text that a question finds; empty for one of nothing but signs.

    One or two letters, and numbers, are meant as a word's beginning: "hi" is not asked for to find "this".
    """
    words = dict.fromkeys(words_of(fold(question[:LONGEST_QUESTION])))
    return [Needle(word.text, _kind(word)) for word in words]


def holds_all(line: str, needles: list[Needle]) -> bool:
    """Whether everything asked for stands in a searchable line."""
    return all(needle.sought in line for needle in needles)


def _kind(word: Word) -> Kind:
    if word.unspaced:
        return "unspaced"
    return "beginning" if len(word.text) < 3 or word.text.isdigit() else "part"


_ascii_words = re.compile("[a-z0-9]+").findall


@cache
def _pattern() -> re.Pattern[str]:
    """Made when it is first needed: it takes a look at every mark there is."""
    marks = "".join(chr(code) for code in range(0x300, 0x1F000) if category(chr(code))[0] == "M")
    return re.compile(
        f"(?P<unspaced>(?:[{_UNSPACED}][{marks}]*|[{_PICTURES}])+)|(?P<word>(?:[^\\W_{_UNSPACED}]|[{marks}])+)"
    )
