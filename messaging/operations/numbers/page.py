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
from messaging.operations.numbers.usage import DAY, usage_charts, whole

NUMBERS = sections.add(Section(name="numbers", label="Numbers", path="/numbers", icon="chart", group=""))
HOURS = 48
MEGABYTE = 2**20
HOUR = "%d %b %H:00"


@page(NUMBERS, "/numbers")
def numbers_page(actor: Actor) -> Response:
    return show("numbers.html", stats=stats(), charts=[*usage_charts(), *_charts_of_the_machine()])


def _charts_of_the_machine() -> list[Chart]:
    files, delays = series.by_day("files", DAYS), series.by_hour("delay", HOURS, "max")
    connected = series.by_hour("connections", HOURS, "sum")
    return [
        chart(
            "storage",
            "Room that files take",
            files,
            words=in_words,
            least=MEGABYTE,
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
            least=0.1,
            label=HOUR,
            summary=f"{milliseconds(delays[-1].value)} in this hour",
        ),
    ]


def milliseconds(value: float) -> str:
    return f"{value * 1000:,.0f} ms"
