"""Group commit: writes that arrive together share a transaction, and none of them suffers from another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from messaging.core import database
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden
from messaging.core.extensions import db
from messaging.core.group_commit import GroupCommit
from messaging.core.meta import Meta

Work = Callable[[UnitOfWork], Any]


@pytest.fixture
def commits(app: Flask) -> list[None]:
    """One entry a commit."""
    counted: list[None] = []
    with app.app_context():
        event.listen(db.engine, "commit", lambda _connection: counted.append(None))
    return counted


def write(name: str) -> Work:
    def work(unit: UnitOfWork) -> str:
        unit.session.add(Meta(name=name, value=name))
        unit.session.flush()
        return name

    return work


def refuse(_unit: UnitOfWork) -> str:
    raise Forbidden()


def fail(_unit: UnitOfWork) -> str:
    raise ZeroDivisionError


def together(app: Flask, *works: Work) -> list[Any]:
    """Do these at once: all arrive while another writes. Returns their values, or what they raised."""
    group, outcomes = GroupCommit(), [None] * len(works)

    def run(index: int, work: Work) -> None:
        with app.app_context():
            try:
                outcomes[index] = group.run(work)
            except Exception as error:
                outcomes[index] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    with database._writers:
        for thread in threads:
            thread.start()
        while len(group._waiting) < len(works):
            pass
    for thread in threads:
        thread.join()
    return outcomes


def stored(app: Flask) -> set[str]:
    with app.app_context():
        return {name for name in db.session.scalars(db.select(Meta.name)) if name.startswith("w")}


def test_what_arrives_together_is_one_commit(app: Flask, commits: list[None]) -> None:
    assert together(app, write("w1"), write("w2"), write("w3")) == ["w1", "w2", "w3"]
    assert stored(app) == {"w1", "w2", "w3"}
    assert len(commits) == 1


def test_a_refusal_concerns_only_who_asked(app: Flask, commits: list[None]) -> None:
    first, refused, last = together(app, write("w1"), refuse, write("w2"))
    assert (first, last) == ("w1", "w2")
    assert isinstance(refused, Forbidden)
    assert stored(app) == {"w1", "w2"}
    assert len(commits) == 1


def test_a_failure_takes_nobody_with_it(app: Flask) -> None:
    first, failed, last = together(app, write("w1"), fail, write("w2"))
    assert (first, last) == ("w1", "w2")
    assert isinstance(failed, ZeroDivisionError)
    assert stored(app) == {"w1", "w2"}


def test_inside_a_unit_of_work_it_joins_that_one(app: Flask) -> None:
    def write_and_fail() -> None:
        with app.app_context(), unit_of_work():
            GroupCommit().run(write("w1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert stored(app) == set()
