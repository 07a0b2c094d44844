"""Numbers over time: counted as it happens, written down, shown as bars and as a table."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from messaging.core.database import unit_of_work
from messaging.operations.numbers import counting, keeping, series
from messaging.operations.numbers.charts import chart, nice_top
from messaging.operations.numbers.counting import counter, quantile
from messaging.operations.numbers.models import Measurement
from tests.support.browsers import Browser
from tests.support.http import InProcess
from tests.support.people import Person

NOON = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
INFINITE = float("inf")


@pytest.fixture
def at(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """`at(moment)`: it is that time; `at.keep()` writes down."""

    class Clock:
        moment = NOON

        def __call__(self, moment: datetime) -> None:
            Clock.moment = moment

        def keep(self) -> None:
            with app.app_context():
                keeping.keep_counts()
                keeping.keep_storage()

    for module in (keeping, series):
        monkeypatch.setattr(module, "now", lambda: Clock.moment)
    clock = Clock()
    with app.app_context():
        counter.at(NOON)
    return clock


def _today(app: Flask, name: str) -> float:
    with app.app_context():
        return series.by_day(name, 1)[0].value


def test_messages_and_people_are_counted_on_their_day(app: Flask, at, ada: Person, bob: Person):
    direct = ada.direct(bob)
    message = ada.send(direct)
    ada.send(direct)
    ada.patch(f"/messages/{message['id']}", {"content": "An edit is no message"})
    ada.delete(f"/messages/{message['id']}")
    at.keep()
    assert _today(app, "messages") == 2
    bob.post(f"/chat/mark-read/{ada.id}")
    bob.send(direct)
    at.keep()
    at.keep()
    assert _today(app, "messages") == 3
    at(NOON + timedelta(days=1))
    at.keep()
    ada.send(direct)
    at.keep()
    with app.app_context():
        assert [point.value for point in series.by_day("messages", 3)] == [0, 3, 1]
        assert [point.value for point in series.people_by_day(2)] == [2, 1]
        assert (series.people_within(1), series.people_within(2)) == (1, 2)


def test_processes_are_added_up_or_the_slowest_counts(app: Flask, at, admin: Person):
    with app.app_context():
        with unit_of_work() as unit:
            for source, value in (("one", 3.0), ("two", 5.0)):
                unit.session.add(Measurement(name="connections", at=counting.hour_of(NOON), source=source, value=value))
        assert series.by_hour("connections", 1, "sum")[0].value == 8
        assert series.by_hour("connections", 1, "max")[0].value == 5


def test_what_nobody_looks_at_any_more_is_dropped(app: Flask, at, admin: Person):
    old = [("messages", 399), ("messages", 401), ("delay", 29), ("delay", 31)]
    with app.app_context():
        with unit_of_work() as unit:
            for name, days in old:
                unit.session.add(Measurement(name=name, at=NOON - timedelta(days=days), source="x", value=1.0))
        keeping.keep_storage()
        kept = {(row.name, (NOON - row.at).days) for row in unit.session.query(Measurement).filter_by(source="x")}
    assert kept == {("messages", 399), ("delay", 29)}


@pytest.mark.parametrize(
    ("counts", "share", "seconds"),
    [
        ({0.1: 0, 1: 0, INFINITE: 0}, 0.95, None),
        ({0.1: 100, 1: 100, INFINITE: 100}, 0.5, 0.05),
        ({0.1: 90, 1: 100, INFINITE: 100}, 0.95, 0.55),
        ({0.1: 90, 1: 90, INFINITE: 100}, 0.95, 1),
    ],
)
def test_how_long_most_requests_took(counts: dict[float, float], share: float, seconds: float | None):
    before = dict.fromkeys(counts, 7.0)
    after = {bound: count + 7 for bound, count in counts.items()}
    assert quantile(before, after, share) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(("value", "top"), [(0, 1), (0.3, 1), (1, 1), (7, 8), (9, 10), (25, 30), (100, 100)])
def test_the_upper_edge_is_a_round_number(value: float, top: float):
    assert nice_top(value) == pytest.approx(top)


def test_bars_stand_on_the_ground_and_stay_in_the_picture():
    points = [series.Point(NOON + timedelta(days=n), float(n)) for n in range(4)]
    drawn = chart("x", "X", points, words=str, label="%d", summary="")
    assert [(bar.y + bar.height, bar.text) for bar in drawn.bars] == [
        (160, "0.0"),
        (160, "1.0"),
        (160, "2.0"),
        (160, "3.0"),
    ]
    assert max(bar.x + bar.width for bar in drawn.bars) <= drawn.width


def test_the_page_says_in_a_table_what_the_bars_show(app: Flask, admin: Person, ada: Person, bob: Person):
    with app.app_context():
        keeping.keep_counts()
    ada.send(ada.direct(bob))
    with app.app_context():
        keeping.keep_counts()
    browser = Browser(InProcess(app))
    browser.sign_in("admin")
    page = browser.open("/admin/numbers").text
    assert page.count("<svg viewBox") == page.count("<summary>As a table") == 5
    assert "1 today, 1 in 30 days" in page
    assert re.search(r"1 today, at most 1 in 30 days", page)
    assert admin.get("/admin/stats")["days"][-1]["messages"] == 1
