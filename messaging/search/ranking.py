"""How well something fits a question: how its words are met, and how long ago it was said.

The same in the client (static/js/search/rank.js), so that what both find can stand in one list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from messaging.search.words import Needle

WHOLE, BEGINNING, PART = 1.0, 0.8, 0.4
TOGETHER = 0.3
"""For words that stand next to each other as in the question."""
RECENT = 0.4
HALF_LIFE_DAYS = 60.0


def score_of(line: str, needles: Sequence[Needle], age_days: float) -> float:
    """From 0 to about 1.7: of what was said last year and holds every word whole 1, of the same said today 1.4."""
    return _relevance(line, needles) + RECENT * math.exp2(-max(age_days, 0.0) / HALF_LIFE_DAYS)


def _relevance(line: str, needles: Sequence[Needle]) -> float:
    if not needles:
        return 0.0
    met = sum(_met(line, needle) for needle in needles) / len(needles)
    together = len(needles) > 1 and " ".join(needle.text for needle in needles) in line
    return met + TOGETHER * together


def _met(line: str, needle: Needle) -> float:
    if needle.kind == "unspaced" or f" {needle.text} " in line:
        return WHOLE
    return BEGINNING if f" {needle.text}" in line else PART
