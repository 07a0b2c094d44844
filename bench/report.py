"""The table: medians over the rounds, QuChat's beside Node's, and the targets."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from bench.rounds import Results

Target = Callable[[float, float], bool]  # of QuChat's figure and Node's


@dataclass(frozen=True)
class Line:
    label: str
    scenario: str
    figure: str
    shape: str = "{:,.0f}"
    target: str = ""
    met: Target = lambda quchat, node: True


LINES = (
    Line(
        "acknowledged/s, 20 senders in 10 rooms of 2",
        "acknowledgements",
        "acknowledgedPerSecond",
        target="≥ 0.45 × Node",
        met=lambda quchat, node: quchat >= 0.45 * node,
    ),
    Line("  until acknowledged, p50 (ms)", "acknowledgements", "p50", "{:.1f}"),
    Line("  until acknowledged, p99 (ms)", "acknowledgements", "p99", "{:.1f}"),
    Line("  server busy", "acknowledgements", "serverBusy", "{:.0%}"),
    Line("  load generator busy", "acknowledgements", "generatorBusy", "{:.0%}"),
    Line("  other processes on the two cores", "acknowledgements", "othersBusy", "{:.0%}"),
    Line(
        "deliveries/s, 10 senders in a room of 200",
        "deliveries",
        "deliveredPerSecond",
        target="≥ 0.6 × Node",
        met=lambda quchat, node: quchat >= 0.6 * node,
    ),
    Line("  until acknowledged, p50 (ms)", "deliveries", "p50", "{:.1f}"),
    Line("  until acknowledged, p99 (ms)", "deliveries", "p99", "{:.1f}"),
    Line("  server busy", "deliveries", "serverBusy", "{:.0%}"),
    Line("  load generator busy", "deliveries", "generatorBusy", "{:.0%}"),
    Line("  other processes on the two cores", "deliveries", "othersBusy", "{:.0%}"),
    Line("at a calm 100 messages/s, p50 (ms)", "calm", "p50", "{:.2f}"),
    Line("  p99 (ms)", "calm", "p99", "{:.2f}"),
    Line(
        "  share of 35 ms and more",
        "calm",
        "stepShare",
        "{:.1%}",
        target="< 1 %: no 40 ms step",
        met=lambda quchat, node: quchat < 0.01,
    ),
    Line(
        "newest 100 of 100,000, HTTP p50 (ms)",
        "history",
        "httpP50",
        "{:.2f}",
        target="≤ 10 ms",
        met=lambda quchat, node: quchat <= 10,
    ),
    Line("  HTTP p99 (ms)", "history", "httpP99", "{:.2f}"),
    Line("  join_chat p50 (ms)", "history", "socketP50", "{:.2f}", "≤ 10 ms", lambda quchat, node: quchat <= 10),
    Line("  join_chat p99 (ms)", "history", "socketP99", "{:.2f}"),
    Line("connections/s until ready", "connections", "connectedPerSecond"),
    Line("memory a connection (KB)", "connections", "kilobytesEach", "{:.0f}"),
)
WIDTHS = (44, 10, 10, 9, 26)


def table(results: Results) -> str:
    rule = "─" * sum(WIDTHS)
    rows = [_columns("", "QuChat", "Node", "ratio", "  to reach"), rule, *(_row(line, results) for line in LINES), rule]
    return "\n".join([*rows, _machine(results)])


def missed(results: Results) -> list[str]:
    """The targets that QuChat does not reach."""
    return [f"{line.label.strip()}: {line.target}" for line in LINES if not line.met(*_figures(line, results))]


def _row(line: Line, results: Results) -> str:
    quchat, node = _figures(line, results)
    ratio = f"{quchat / node:.2f}" if node else ""
    verdict = f"  {'✓' if line.met(quchat, node) else '✗'} {line.target}" if line.target else ""
    return _columns(line.label, line.shape.format(quchat), line.shape.format(node), ratio, verdict)


def _figures(line: Line, results: Results) -> tuple[float, float]:
    """QuChat's and Node's medians over the rounds."""
    quchat, node = (
        median(figures[line.figure] for figures in results[line.scenario][server]) for server in ("QuChat", "Node")
    )
    return quchat, node


def _columns(label: str, *values: str) -> str:
    *numbers, verdict = values
    cells: Iterable[str] = (value.rjust(width) for value, width in zip(numbers, WIDTHS[1:], strict=False))
    return (label.ljust(WIDTHS[0]) + "".join(cells) + verdict).rstrip()


def _machine(results: Results) -> str:
    rounds = len(results["acknowledgements"]["QuChat"])
    return (
        f"Medians of {rounds} round(s). Python {platform.python_version()}, {platform.machine()}, {platform.system()}."
    )
