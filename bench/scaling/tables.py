"""The tables of docs/scaling.md, made from the costs: what stands between the marks there is this module's."""

from __future__ import annotations

from collections.abc import Sequence

from bench.scaling.costs import Costs
from bench.scaling.model import Arrangement, Habits, arrange, disk_gb_a_year, most_people

STEPS = (30, 300, 1_000, 3_000, 10_000, 100_000, 1_000_000)
BEGIN, END = "<!-- tables: make scaling -->", "<!-- end of tables -->"


def all_tables(costs: Costs, habits: Habits) -> str:
    return "\n\n".join((_measured(costs), _steps(costs, habits), _limits(costs, habits)))


def put_into(page: str, tables: str) -> str:
    """The page with these tables between its marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{rest.partition(END)[2]}"


def _measured(costs: Costs) -> str:
    rows = [
        ("a process at rest", f"{costs.process_mb:.0f} MB"),
        ("a connection", f"{costs.connection_kb:.0f} kB"),
        ("its heartbeat, every 25 s", f"{costs.heartbeat_us:.0f} µs"),
        ("letting somebody in", f"{costs.connect_ms:.1f} ms"),
        ("storing a message (SQLite)", f"{costs.message_us:,.0f} µs"),
        ("storing a message (PostgreSQL, Redis)", f"{costs.postgres_message_us:,.0f} µs"),
        ("delivering it to one device", f"{costs.delivery_us:.0f} µs"),
        ("moving a receipt", f"{costs.receipt_us:,.0f} µs"),
        ("hearing of a message in another process", f"{costs.heard_us:.0f} µs"),
        ("a write on PostgreSQL, by the clock", f"{costs.postgres_write_ms:.1f} ms"),
        ("a message on the disk", f"{costs.message_bytes:,.0f} bytes"),
    ]
    return _table(("one", "costs"), rows) + f"\n\nMeasured on {costs.measured_on}."


def _steps(costs: Costs, habits: Habits) -> str:
    head = (
        "people", "connected devices", "messages/s", "deliveries/s", "cells", "processes", "busy cores", "memory",
        "all back after", "disk a year",
    )  # fmt: skip
    return _table(head, [_step(arrange(people, costs, habits), costs, habits) for people in STEPS])


def _step(needed: Arrangement, costs: Costs, habits: Habits) -> tuple[str, ...]:
    load, site, cells = needed.load, needed.site, needed.cells
    return (
        f"{load.people:,}",
        f"{load.connections:,}",
        _number(load.messages),
        _number(load.deliveries),
        f"{cells:,}" if needed.postgres else "–",
        f"{cells * site.processes:,}" if needed.postgres else "1, on SQLite",
        _number(cells * site.cores),
        _megabytes(cells * site.memory_mb),
        f"{site.back_in_s:,.0f} s",
        _megabytes(disk_gb_a_year(load.people, costs, habits) * 1000),
    )


def _limits(costs: Costs, habits: Habits) -> str:
    rows = [
        ("one process on SQLite", f"{most_people(costs, habits, postgres=False):,}"),
        ("one PostgreSQL, one Redis, several processes", f"{most_people(costs, habits, postgres=True):,}"),
    ]
    return _table(("enough for", "people"), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) + ("---:",) * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: float) -> str:
    return f"{value:,.2f}" if value < 1 else f"{value:,.1f}" if value < 10 else f"{value:,.0f}"


def _megabytes(value: float) -> str:
    for unit, size in (("TB", 1e6), ("GB", 1e3)):
        if value >= size:
            return f"{value / size:,.1f} {unit}"
    return f"{value:,.0f} MB"
