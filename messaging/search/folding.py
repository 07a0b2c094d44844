"""Texts as they are compared: without case, accents and other differences of writing that nobody means who searches.

The same rules as in the client (static/js/search/fold.js). Accents go only where leaving them out is how people type:
an Indic vowel, a Thai tone or a Japanese voicing mark makes another letter.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_LATIN_AND_GREEK = "A-Za-zªº\u00c0-\u02af\u0370-\u03ff\u1d00-\u1dbf\u1e00-\u1fff\u2c60-\u2c7f\ua720-\ua7ff"
_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_LATIN_MARKS = re.compile(f"([{_LATIN_AND_GREEK}])[{_COMBINING}]+")
# ё; the mark of й makes another letter.
_CYRILLIC_MARKS = re.compile("е\u0308")
# Joiners, direction marks, soft hyphens and variation selectors are not seen.
_UNSEEN = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0001-\U000e007f\U000e0100-\U000e01ef"
)
# Vowel points of Hebrew and Arabic, which are seldom written, and the stroke that only stretches a word.
_POINTS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670"
_DROPPED = re.compile(f"[{_UNSEEN}{_POINTS}]+")
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ", "ى": "ي"}
)


def fold(text: str) -> str:
    """The text in lower case and its simplest writing; lengths change."""
    if text.isascii():
        return text.lower()
    plain = _DROPPED.sub("", normalize("NFKD", text).lower())
    plain = _CYRILLIC_MARKS.sub("е", _LATIN_MARKS.sub(r"\1", plain))
    return normalize("NFC", plain.translate(_LETTERS))
