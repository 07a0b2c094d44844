"""Run the benchmark and print its tables; `--json FILE` keeps every round's figures."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench import browser_report, in_browser, in_search, plan
from bench.household import Household
from bench.report import missed, neighbours, table
from bench.rounds import Rounds
from bench.servers import alone, running
from tests.browser.chromium import launch

QUIET = 0.1
"""The share of the two cores that other processes may take before a run is called disturbed."""


def main() -> int:
    arguments = _arguments()
    sound, results = True, {}
    if arguments.only in (None, "server"):
        sound, results["server"] = _server(quick=arguments.quick)
    if arguments.only in (None, "search"):
        results["search"] = _search(quick=arguments.quick)
    if arguments.only in (None, "browser"):
        results["browser"] = _browser(quick=arguments.quick)
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(results, indent=2))
    return 0 if sound else 1


def _server(*, quick: bool) -> tuple[bool, Any]:
    """Beside a Node server: prints the table; whether its figures count, and all of them."""
    with tempfile.TemporaryDirectory(prefix="quchat-bench-") as folder, running(Path(folder)) as (quchat, node):
        rounds = Rounds(plan.QUICK if quick else plan.FULL, quchat, node)
        rounds.run()
    print(f"\n{table(rounds.results)}")
    if neighbours(rounds.results) > QUIET:
        print("The machine was busy with something else meanwhile; measure again when it is quiet.", file=sys.stderr)
    for fault in rounds.faults:
        print(f"These figures do not count: {fault}", file=sys.stderr)
    _name(missed(rounds.results))
    return not rounds.faults, rounds.results


def _search(*, quick: bool) -> Any:
    """How long the server takes to find something: prints the table; all figures."""
    size = in_search.QUICK if quick else in_search.FULL
    with tempfile.TemporaryDirectory(prefix="quchat-bench-") as folder, alone(Path(folder)) as server:
        figures = in_search.run(server, size)
    print(f"\n{in_search.table(figures, size)}")
    _name(in_search.missed(figures))
    return figures


def _browser(*, quick: bool) -> Any:
    """What a person waits for: prints the table; all figures."""
    size = in_browser.QUICK if quick else in_browser.FULL
    with (
        tempfile.TemporaryDirectory(prefix="quchat-bench-") as folder,
        alone(Path(folder)) as server,
        sync_playwright() as playwright,
        closing(launch(playwright)) as chromium,
        closing(Household(server, chromium)) as household,
    ):
        figures = in_browser.run(household, size)
    print(f"\n{browser_report.table(figures, size)}")
    _name(browser_report.missed(figures, size))
    return figures


def _name(targets: list[str]) -> None:
    for target in targets:
        print(f"Not reached: {target}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, for a first impression")
    parser.add_argument("--only", choices=("server", "search", "browser"), help="one part alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures of every round there")
    return parser.parse_args()


sys.exit(main())
