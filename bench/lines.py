"""The lines of the table: which figure of which scenario, how it is written, and what it should reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Target = Callable[[float, float], bool]  # of QuChat's figure, and of its ratio to Node's


@dataclass(frozen=True)
class Line:
    label: str
    scenario: str
    figure: str
    shape: str = "{:,.0f}"
    target: str = ""
    met: Target = lambda figure, ratio: True
    compared: bool = True


def under_load(scenario: str) -> tuple[Line, ...]:
    """What both closed loops tell beside their rate."""
    return (
        Line("  until acknowledged, p50 (ms)", scenario, "p50", "{:.1f}"),
        Line("  until acknowledged, p99 (ms)", scenario, "p99", "{:.1f}"),
        Line("  server busy", scenario, compared=False, shape="{:.0%}", figure="serverBusy"),
        Line("  load generator busy", scenario, compared=False, shape="{:.0%}", figure="generatorBusy"),
        Line("  other processes on the two cores", scenario, compared=False, shape="{:.0%}", figure="othersBusy"),
    )


LINES = (
    Line(
        "acknowledged/s, 20 senders in 10 rooms of 2",
        "acknowledgements",
        "acknowledgedPerSecond",
        target="≥ 0.45 × Node",
        met=lambda figure, ratio: ratio >= 0.45,
    ),
    Line("  a second of the server's processor", "acknowledgements", "acknowledgedPerServerSecond"),
    *under_load("acknowledgements"),
    Line(
        "deliveries/s, 10 senders in a room of 200",
        "deliveries",
        "deliveredPerSecond",
        target="≥ 0.6 × Node",
        met=lambda figure, ratio: ratio >= 0.6,
    ),
    Line("  a second of the server's processor", "deliveries", "deliveredPerServerSecond"),
    *under_load("deliveries"),
    Line("at a calm 100 messages/s, p50 (ms)", "calm", "p50", "{:.2f}"),
    Line("  p99 (ms)", "calm", "p99", "{:.2f}"),
    Line(
        "  share of 35 ms and more",
        "calm",
        "stepShare",
        "{:.1%}",
        target="< 1 %: no 40 ms step",
        met=lambda figure, ratio: figure < 0.01,
    ),
    Line(
        "newest 100 of 100,000, HTTP p50 (ms)",
        "history",
        "httpP50",
        "{:.2f}",
        target="≤ 10 ms",
        met=lambda figure, ratio: figure <= 10,
    ),
    Line("  HTTP p99 (ms)", "history", "httpP99", "{:.2f}"),
    Line("  join_chat p50 (ms)", "history", "socketP50", "{:.2f}", "≤ 10 ms", lambda figure, ratio: figure <= 10),
    Line("  join_chat p99 (ms)", "history", "socketP99", "{:.2f}"),
    Line("connections/s until ready", "connections", "connectedPerSecond"),
    Line("memory a connection (KB)", "connections", "kilobytesEach", "{:.0f}"),
)
