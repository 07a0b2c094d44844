"""The search part: how long the server takes to answer, over HTTP, on a core of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles
from typing import Any
from urllib.parse import quote

import requests

from bench.rounds import say
from bench.search_archive import Language, fill
from bench.servers import ROOT, Server

PASSWORD = "correct horse battery"  # noqa: S105 - of people who live as long as the measurement
KINDS = {
    "common": "a common word",
    "rare": "a rare word",
    "two_letters": "two letters",
    "two_words": "two common words",
    "signs": "two Chinese signs",
}
P50, P99 = 30, 150
WIDTHS = (52, 10, 10, 10, 16)


@dataclass(frozen=True)
class Size:
    messages: int
    rounds: int


FULL = Size(messages=1_000_000, rounds=5)
QUICK = Size(messages=100_000, rounds=2)

Figures = dict[str, list[float]]


def run(server: Server, size: Size) -> Figures:
    """Milliseconds of each answer, by person and kind of question; and how long indexing took, in seconds."""
    language, people = Language(), [_register(server, name) for name in ("everywhere", "few")]
    server.stop()
    say(f"search: {size.messages:,} messages")
    fill(server.database, people[0]["id"], people[1]["id"], size.messages, language)
    say("search: indexing them")
    began = time.monotonic()
    _index(server)
    figures: Figures = {"indexing": [time.monotonic() - began]}
    figures["megabytes"] = [(server.folder / "search-index.db").stat().st_size / 2**20]
    server.start()
    for person in people:
        say(f"search: as somebody who is {person['username']}")
        figures |= _ask(server, person, language, size.rounds)
    return figures


def _ask(server: Server, person: dict[str, Any], language: Language, rounds: int) -> Figures:
    figures: Figures = {}
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {person['token']}"
        session.get(f"{server.url}/api/v1/search?q=warm", timeout=60).raise_for_status()
        # Kind by kind, each in turn: no kind rides on what another has brought into memory.
        for _ in range(rounds):
            for kind, questions in language.questions().items():
                times = figures.setdefault(f"{person['username']} {kind}", [])
                times += [_time(session, f"{server.url}/api/v1/search?q={quote(question)}") for question in questions]
    return figures


def _time(session: requests.Session, address: str) -> float:
    began = time.perf_counter()
    answer = session.get(address, timeout=60)
    took = (time.perf_counter() - began) * 1_000
    answer.raise_for_status()
    return took


def _register(server: Server, username: str) -> dict[str, Any]:
    form = {"username": username, "password": PASSWORD}
    for path in ("register", "token"):
        answer = requests.post(f"{server.url}/api/v1/auth/{path}", json=form, timeout=60)
        answer.raise_for_status()
    signed_in = answer.json()
    return {**signed_in["user"], "token": signed_in["token"]}


def _index(server: Server) -> None:
    command = [sys.executable, "-m", "flask", "--app", "messaging", "search", "index"]
    environment = {**os.environ, **server.environment, "ASYNC_MODE": "threading"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def table(figures: Figures, size: Size) -> str:
    rule = "─" * sum(WIDTHS)
    head = _columns(f"Search of {size.messages:,} messages (ms)", "p50", "p99", "slowest", "to reach")
    rows = [_row(name, times) for name, times in _asked(figures)]
    foot = f"Indexed in {figures['indexing'][0]:.0f} s; the index takes {figures['megabytes'][0]:.0f} MB."
    return "\n".join([head, rule, *rows, rule, foot])


def missed(figures: Figures) -> list[str]:
    return [
        f"{name}: p50 ≤ {P50} ms, p99 ≤ {P99} ms" for name, times in _asked(figures) if not _met(*_percentiles(times))
    ]


def _asked(figures: Figures) -> Iterable[tuple[str, list[float]]]:
    for who, place in (("everywhere", "in all 500 conversations"), ("few", "in 20 of them")):
        for kind, label in KINDS.items():
            yield f"{label}, {place}", figures[f"{who} {kind}"]


def _percentiles(times: list[float]) -> tuple[float, float]:
    cuts = quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[98]


def _met(p50: float, p99: float) -> bool:
    return p50 <= P50 and p99 <= P99


def _row(name: str, times: list[float]) -> str:
    p50, p99 = _percentiles(times)
    verdict = f"{'✓' if _met(p50, p99) else '✗'} ≤ {P50} and {P99}"
    return _columns(name, f"{p50:.1f}", f"{p99:.1f}", f"{max(times):.1f}", verdict)


def _columns(label: str, *numbers: str) -> str:
    widths = zip(numbers, WIDTHS[1:], strict=True)
    return f"{label.ljust(WIDTHS[0])}{''.join(text.rjust(width) for text, width in widths)}"
