"""The arithmetic of docs/scaling.md, and that the page says what the script prints."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scaling import costs, tables
from bench.scaling.model import (
    CONNECTIONS_EACH,
    FILL,
    Habits,
    arrange,
    disk_gb_a_year,
    holds,
    load_of,
    most_people,
    one_process,
    several,
    work,
)
from config import ROOT

PAGE = ROOT / "docs" / "scaling.md"
COSTS = costs.Costs(
    measured_on="a sheet of paper",
    process_mb=100,
    connection_kb=50,
    connect_ms=2,
    heartbeat_us=100,
    message_us=1_000,
    delivery_us=20,
    receipt_us=500,
    postgres_message_us=1_500,
    postgres_write_ms=2,
    heard_us=50,
    message_bytes=600,
)
PLAIN = Habits(connected=0.5, devices=2, messages_a_day=36, peak=10, listeners=10, receipts=0.5)


def test_a_load_follows_from_people_and_habits():
    load = load_of(1_000, PLAIN)
    assert (load.connections, load.messages, load.deliveries, load.receipts) == (1_000, 10, 100, 50)
    assert load.rare == pytest.approx(3)


def test_work_is_each_thing_times_its_cost():
    load = load_of(1_000, PLAIN)
    storing, telling, being_there = 13 * 0.001 + 50 * 0.0005, 100 * 0.00002 * 1.3, 1_000 / 25 * 0.0001
    assert work(load, COSTS, postgres=False) == pytest.approx(storing + telling + being_there)
    assert work(load, COSTS, postgres=True) - work(load, COSTS, postgres=False) == pytest.approx(13 * 0.0005)


def test_nobody_hears_more_devices_than_there_are():
    assert load_of(2, PLAIN).deliveries == pytest.approx(2 * load_of(2, PLAIN).messages)


def test_memory_grows_with_connections_and_processes():
    load = load_of(10_000, PLAIN)
    site = several(load, COSTS)
    assert site is not None
    assert site.memory_mb == pytest.approx(site.processes * 100 + 10_000 * 0.05)
    assert site.back_in_s == pytest.approx(10_000 * 0.002 / site.processes)


def test_each_arrangement_holds_and_a_simpler_one_would_not():
    most_alone = most_people(COSTS, PLAIN, postgres=False)
    assert not arrange(most_alone, COSTS, PLAIN).postgres
    assert arrange(most_alone + 200, COSTS, PLAIN).postgres
    most = most_people(COSTS, PLAIN, postgres=True)
    assert most > most_alone
    assert arrange(most, COSTS, PLAIN).cells == 1
    assert arrange(most + 200, COSTS, PLAIN).cells == 2
    for people in (10, most_alone, most, 20 * most):
        found = arrange(people, COSTS, PLAIN)
        assert holds(found.site, postgres=found.postgres)
        assert found.site.cores <= FILL * found.site.processes + 1e-9
        assert found.cells * found.site.processes * CONNECTIONS_EACH >= found.load.connections or not found.postgres


def test_processes_that_chiefly_hear_each_other_are_no_help():
    assert several(load_of(10_000, PLAIN), replace(COSTS, heard_us=5_000)) is None


def test_one_process_that_takes_minutes_to_let_all_in_does_not_hold():
    assert not holds(one_process(load_of(1_000, PLAIN), replace(COSTS, connect_ms=100)), postgres=False)


def test_a_year_on_the_disk():
    assert disk_gb_a_year(1_000, COSTS, PLAIN) == pytest.approx(1_000 * 36 * 365 * 600 / 1e9)


def test_the_page_says_what_the_script_prints():
    printed = tables.all_tables(costs.read(), Habits())
    assert PAGE.read_text() == tables.put_into(PAGE.read_text(), printed), "make scaling ARGS=--write"
