"""What people are called: two names that look the same should be the same, and a name ends where it seems to."""

from __future__ import annotations

import re
import unicodedata

MARKS = 4
"""So many signs above and below one letter; scripts that people write in need fewer."""
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e0fff]"
)
"""Signs without a picture, and those that turn round what follows; not those that emoji are made of."""
_LOOSE_JOINERS = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
"""Persian, Indian scripts and emoji join inside of words; elsewhere a joiner only makes a difference nobody sees."""


def plain_name(given: str) -> str:
    """A name in one line, of signs that can be seen."""
    one_line = " ".join(given.split())
    seen = _LOOSE_JOINERS.sub("", _UNSEEN.sub("", one_line))
    return " ".join(_without_towers(unicodedata.normalize("NFC", seen)).split())


def hides_something(text: str) -> bool:
    """Whether it has signs without a picture, or that turn text round."""
    return _UNSEEN.search(text) is not None


def _without_towers(text: str) -> str:
    """Marks pile up as high as one likes, over what others have said."""
    kept: list[str] = []
    height = 0
    for character in text:
        height = height + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if height <= MARKS:
            kept.append(character)
    return "".join(kept)
