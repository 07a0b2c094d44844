"""Bars as an SVG that needs no script, with the same numbers as a table for who does not see them.

Sizes are attributes and colours are of the style sheet: the content security policy allows no style in the markup.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from messaging.operations.numbers.series import Point

WIDTH, HEIGHT = 600.0, 160.0
GAP = 0.25
"""Of a bar's room."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One value: where it is drawn, and what it says."""

    x: float
    y: float
    width: float
    height: float
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`bars` in a picture of WIDTH × HEIGHT, whose upper edge is `top`."""

    name: str
    title: str
    summary: str
    bars: list[Bar]
    top: str
    first: str
    last: str
    width: float = WIDTH
    height: float = HEIGHT


def chart(
    name: str,
    title: str,
    points: Sequence[Point],
    *,
    words: Callable[[float], str],
    label: str,
    summary: str,
    least: float = 1.0,
) -> Chart:
    """Draw `points`; `label` is a strftime format of their moments, `words` says a value; the picture is as high as a
    round multiple of `least`."""
    top = least * nice_top(max((point.value for point in points), default=0.0) / least)
    room = WIDTH / max(1, len(points))
    bars = [
        Bar(
            x=round(room * (index + GAP / 2), 2),
            y=round(HEIGHT * (1 - point.value / top), 2),
            width=round(room * (1 - GAP), 2),
            height=round(HEIGHT * point.value / top, 2),
            label=point.at.strftime(label),
            text=words(point.value),
        )
        for index, point in enumerate(points)
    ]
    return Chart(name, title, summary, bars, words(top), bars[0].label if bars else "", bars[-1].label if bars else "")


def nice_top(value: float) -> float:
    """The first of 1, 2, 3, 4, 5, 6, 8, 10, 20, 30 … that is not below `value`."""
    if value <= 1:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= value * (1 - 1e-9))
