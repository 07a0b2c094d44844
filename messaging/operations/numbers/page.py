"""`/admin/numbers`: how much this installation is used, and how quickly it answers."""

from __future__ import annotations

from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.operations.administration import sections
from messaging.operations.administration.amounts import in_words
from messaging.operations.administration.frame import page, show
from messaging.operations.administration.sections import Section
from messaging.operations.numbers import series
from messaging.operations.numbers.charts import Chart, chart
from messaging.operations.numbers.stats import DAYS, stats

NUMBERS = sections.add(Section(name="numbers", label="Numbers", path="/numbers", icon="chart", group=""))
HOURS = 48
DAY, HOUR = "%d %b", "%d %b %H:00"


@page(NUMBERS, "/numbers")
def numbers_page(actor: Actor) -> Response:
    return show("numbers.html", stats=stats(), charts=[*usage_charts(), *_charts_of_the_machine()])


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


def _charts_of_the_machine() -> list[Chart]:
    files, delays = series.by_day("files", DAYS), series.by_hour("delay", HOURS, "max")
    connected = series.by_hour("connections", HOURS, "sum")
    return [
        chart(
            "storage",
            "Room that files take",
            files,
            words=in_words,
            label=DAY,
            summary=f"{in_words(files[-1].value)} now",
        ),
        chart(
            "connections",
            "Connected at once, by hour",
            connected,
            words=whole,
            label=HOUR,
            summary=f"at most {whole(max(p.value for p in connected))} in {HOURS} hours",
        ),
        chart(
            "delays",
            "How long 19 of 20 requests took at most, by hour",
            delays,
            words=milliseconds,
            label=HOUR,
            summary=f"{milliseconds(delays[-1].value)} in this hour",
        ),
    ]


def whole(value: float) -> str:
    return f"{value:,.0f}"


def milliseconds(value: float) -> str:
    return f"{value * 1000:,.0f} ms"
