"""The two charts that stand on the overview, too: who is here, and how much they write."""

from __future__ import annotations

from messaging.operations.numbers import series
from messaging.operations.numbers.charts import Chart, chart
from messaging.operations.numbers.stats import DAYS

DAY = "%d %b"


def usage_charts() -> list[Chart]:
    """How many people, and how much they wrote."""
    people, messages = series.people_by_day(DAYS), series.by_day("messages", DAYS)
    return [
        chart(
            "people",
            "People active a day",
            people,
            words=whole,
            label=DAY,
            summary=f"{whole(people[-1].value)} today, at most {whole(max(p.value for p in people))} in {DAYS} days",
        ),
        chart(
            "messages",
            "Messages a day",
            messages,
            words=whole,
            label=DAY,
            summary=f"{whole(messages[-1].value)} today, {whole(sum(p.value for p in messages))} in {DAYS} days",
        ),
    ]


def whole(value: float) -> str:
    return f"{value:,.0f}"
