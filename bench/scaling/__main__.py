"""`make scaling`: print the tables of docs/scaling.md, or put them there; take the costs anew."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields, replace

from bench.scaling import costs, tables
from bench.scaling.model import Habits
from bench.servers import ROOT

PAGE = ROOT / "docs" / "scaling.md"


def main() -> int:
    arguments = _arguments()
    if arguments.measure:
        from bench.scaling.measure import measure  # it needs two cores, PostgreSQL and Redis; the arithmetic does not

        costs.write(measure())
    told = {field.name: getattr(arguments, field.name) for field in fields(Habits)}
    habits = replace(Habits(), **{name: value for name, value in told.items() if value is not None})
    text = tables.all_tables(costs.read(), habits)
    if arguments.write:
        PAGE.write_text(tables.put_into(PAGE.read_text(), text))
    print(text)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.scaling", description=__doc__)
    parser.add_argument("--measure", action="store_true", help="take the costs on this machine, which should be quiet")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.relative_to(ROOT)}")
    for field in fields(Habits):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=float, help=f"instead of {field.default}")
    return parser.parse_args()


sys.exit(main())
