"""What is measured within a page of QuChat: the code that runs there is in bench/browser/."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_CODE = Path(__file__).parent / "browser"
QUESTIONS = ("gar", "lib pro", "plan", "zelarm", "su", "ken do vi")
"""A beginning, two words, a frequent one, a rare one, two letters, three words."""


def search(page: Page, *, messages: int = 20_000, rounds: int = 10) -> dict[str, Any]:
    """Local search over so many messages, on a page where somebody is signed in. All times in milliseconds.

    `ready_ms`: from opening the search until everything is in the index; `median_ms`, `p95_ms`: of an answer.
    """
    job = {"messages": messages, "rounds": rounds, "questions": list(QUESTIONS)}
    figures: dict[str, Any] = page.evaluate(_source("search.mjs"), job)
    times = sorted(answer["milliseconds"] for answer in figures["answers"])
    return {
        "messages": figures["messages"],
        "ready_ms": figures["readyMilliseconds"],
        "median_ms": statistics.median(times),
        "p95_ms": times[int(len(times) * 0.95)],
        "hits": {answer["words"]: answer["total"] for answer in figures["answers"]},
    }


def note_interactions(page: Page) -> None:
    """Begin to note how long interactions take until the next paint."""
    page.evaluate(_source("interactions.mjs"))


def interactions(page: Page) -> dict[str, float]:
    """What was noted: milliseconds to the next paint."""
    times = sorted(duration for _, duration in page.evaluate("globalThis.interactions"))
    if not times:
        return {}
    return {
        "count": len(times),
        "median_ms": statistics.median(times),
        "p90_ms": times[int(len(times) * 0.9)],
        "max_ms": times[-1],
    }


def _source(name: str) -> str:
    return (_CODE / name).read_text().strip().rstrip(";")
