"""The table: medians over the rounds, QuChat's beside Node's, and the targets."""

from __future__ import annotations

import platform
from math import isnan, nan
from statistics import median
from typing import NamedTuple

from bench.lines import LINES, Line
from bench.rounds import Results

WIDTHS = (44, 10, 10, 9, 26)


class Medians(NamedTuple):
    quchat: float
    node: float
    ratio: float
    """Of the rounds' ratios, since the two runs of one round lie closest in time."""


def table(results: Results) -> str:
    rule = "─" * sum(WIDTHS)
    head = _columns("", "QuChat", "Node", "ratio", "to reach")
    return "\n".join([head, rule, *(_row(line, results) for line in LINES), rule, _footnote(results)])


def missed(results: Results) -> list[str]:
    """The targets that QuChat does not reach."""
    return [f"{line.label.strip()}: {line.target}" for line in LINES if not _met(line, _medians(line, results))]


def neighbours(results: Results) -> float:
    """The largest share of the two cores that other processes took while a closed loop was measured."""
    runs = [
        run for scenario in ("acknowledgements", "deliveries") for runs in results[scenario].values() for run in runs
    ]
    return max(float(run["othersBusy"]) for run in runs)


def _row(line: Line, results: Results) -> str:
    medians = _medians(line, results)
    verdict = f"{'✓' if _met(line, medians) else '✗'} {line.target}" if line.target else ""
    quchat, node = line.shape.format(medians.quchat), line.shape.format(medians.node)
    ratio = f"{medians.ratio:.2f}" if line.compared and not isnan(medians.ratio) else ""
    return _columns(line.label, quchat, node, ratio, verdict)


def _met(line: Line, medians: Medians) -> bool:
    return line.met(medians.quchat, medians.ratio)


def _medians(line: Line, results: Results) -> Medians:
    quchat, node = ([each[line.figure] for each in results[line.scenario][name]] for name in ("QuChat", "Node"))
    ratios = [ours / theirs if theirs else nan for ours, theirs in zip(quchat, node, strict=True)]
    return Medians(median(quchat), median(node), median(ratios))


def _columns(label: str, quchat: str, node: str, ratio: str, verdict: str) -> str:
    numbers = "".join(text.rjust(width) for text, width in zip((quchat, node, ratio), WIDTHS[1:], strict=False))
    return f"{label.ljust(WIDTHS[0])}{numbers}  {verdict}".rstrip()


def _footnote(results: Results) -> str:
    rounds = len(results["acknowledgements"]["QuChat"])
    return (
        f"Medians of {rounds} round(s). Python {platform.python_version()}, {platform.system()} {platform.machine()}."
    )
