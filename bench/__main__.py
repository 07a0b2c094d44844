"""Run the benchmark and print its table; `--json FILE` keeps every round's figures."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.plan import FULL, QUICK
from bench.report import missed, neighbours, table
from bench.rounds import Rounds
from bench.servers import running

QUIET = 0.1
"""The share of the two cores that other processes may take before a run is called disturbed."""


def main() -> int:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="quchat-bench-") as folder, running(Path(folder)) as (quchat, node):
        rounds = Rounds(QUICK if arguments.quick else FULL, quchat, node)
        rounds.run()
    print(f"\n{table(rounds.results)}")
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(rounds.results, indent=2))
    if neighbours(rounds.results) > QUIET:
        print("The machine was busy with something else meanwhile; measure again when it is quiet.", file=sys.stderr)
    for fault in rounds.faults:
        print(f"These figures do not count: {fault}", file=sys.stderr)
    for target in missed(rounds.results):
        print(f"Not reached: {target}", file=sys.stderr)
    return 1 if rounds.faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, for a first impression")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures of every round there")
    return parser.parse_args()


sys.exit(main())
