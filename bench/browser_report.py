"""The table of the browser part: medians of what was taken, and what they are to reach."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from bench.in_browser import Figures, Size

WIDTHS = (58, 12, 14)


@dataclass(frozen=True)
class Wait:
    label: str
    figure: str
    shape: str = "{:,.0f} ms"
    most: float | None = None

    @property
    def target(self) -> str:
        return "" if self.most is None else "≤ " + self.shape.format(self.most)


def waits(size: Size) -> tuple[Wait, ...]:
    return (
        Wait(f"reload to readable, {size.held:,} messages held", "reload_online", most=300),
        Wait("  the same offline", "reload_offline", most=300),
        Wait(f"first pull of an account of {size.account:,} messages", "first_pull"),
        Wait("  JavaScript heap then", "heap_at_first", "{:.1f} MB"),
        Wait(
            f"scroll to the oldest of {size.account // 10:,} messages, fetched on the way", "to_the_oldest", "{:.1f} s"
        ),
        Wait("  JavaScript heap then", "heap_at_oldest", "{:.1f} MB"),
        Wait("  largest shift while history is put in front", "shift", "{:.0f} px", most=0),
        Wait(f"pull of {size.pulled:,} changes", "pull"),
        Wait(f"local search of {size.searched:,} messages", "search", most=50),
        Wait("  until its index is ready", "search_ready"),
        Wait("typing while 50 messages/s arrive, 9 of 10 painted within", "typing", most=100),
        Wait("  the slowest", "typing_worst"),
    )


def table(figures: Figures, size: Size) -> str:
    rule = "─" * sum(WIDTHS)
    rows = [_row(wait, figures) for wait in waits(size)]
    return "\n".join([_columns("In Chromium", "median", "to reach"), rule, *rows, rule, f"{size.rounds} round(s)."])


def missed(figures: Figures, size: Size) -> list[str]:
    return [f"{wait.label.strip()}: {wait.target}" for wait in waits(size) if not _met(wait, figures)]


def _row(wait: Wait, figures: Figures) -> str:
    verdict = f"{'✓' if _met(wait, figures) else '✗'} {wait.target}" if wait.target else ""
    return _columns(wait.label, wait.shape.format(median(figures[wait.figure])), verdict)


def _met(wait: Wait, figures: Figures) -> bool:
    return wait.most is None or median(figures[wait.figure]) <= wait.most


def _columns(label: str, figure: str, verdict: str) -> str:
    return f"{label.ljust(WIDTHS[0])}{figure.rjust(WIDTHS[1])}  {verdict}".rstrip()
