"""Another database put in place by hand, older or from elsewhere, is noticed at the next start."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from messaging import create_app
from messaging.core.meta import installation
from messaging.operations import high_water
from messaging.operations.high_water import GATHER_SECONDS
from tests.support import apps, databases
from tests.support.background import Background
from tests.support.people import Person

Restart = Callable[[], str]


def copy_of(data_dir: Path) -> Path:
    """A copy of the database as it is now, as a backup makes it; in a folder of its own."""
    target = data_dir / "copy"
    target.mkdir(exist_ok=True)
    if databases.environment_of(data_dir):
        databases.copy(data_dir, target)
        return target
    fresh = target / apps.DATABASE
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(data_dir / apps.DATABASE)) as now, closing(sqlite3.connect(fresh)) as then:
        now.backup(then)  # whatever still stands in the journal of writes
    return target


@pytest.fixture
def data_dir(app: Flask) -> Path:
    path: Path = app.config["DATA_DIR"]
    return path


@pytest.fixture
def restart(app: Flask, data_dir: Path, background: Background) -> Restart:
    """Note what was written, stop, start on the same folder; returns the epoch then."""

    def stop_and_start() -> str:
        background.advance(GATHER_SECONDS)
        apps.close(app)
        create_app(apps.config_for(data_dir))
        return installation.epoch

    return stop_and_start


def put_in_place(copy: Path, data_dir: Path) -> None:
    databases.copy(copy, data_dir)


def test_the_same_database_keeps_its_epoch(ada: Person, bob: Person, restart: Restart) -> None:
    before = installation.epoch
    ada.send(ada.direct(bob))
    assert restart() == before
    assert restart() == before


def test_an_older_file_is_noticed(app: Flask, ada: Person, bob: Person, data_dir: Path, background: Background) -> None:
    before, direct = installation.epoch, ada.direct(bob)
    older = copy_of(data_dir)
    ada.send(direct)
    background.advance(GATHER_SECONDS)
    apps.close(app)
    put_in_place(older, data_dir)
    create_app(apps.config_for(data_dir))
    assert installation.epoch != before


def test_what_came_in_a_quiet_moment_is_noted_at_once(
    app: Flask, ada: Person, bob: Person, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, direct = installation.epoch, ada.direct(bob)
    older = copy_of(data_dir)
    monkeypatch.setattr(high_water, "GATHER_SECONDS", 0)  # as if a while had passed
    ada.send(direct)
    apps.close(app)
    put_in_place(older, data_dir)
    create_app(apps.config_for(data_dir))
    assert installation.epoch != before


def test_an_older_file_is_noticed_also_when_it_grew_elsewhere(
    app: Flask, ada: Person, bob: Person, data_dir: Path, background: Background
) -> None:
    before, direct = installation.epoch, ada.direct(bob)
    older = copy_of(data_dir)
    ada.send(direct, "here")
    background.advance(GATHER_SECONDS)
    apps.close(app)
    put_in_place(older, data_dir)
    (data_dir / "high-water.json").rename(data_dir / "kept")
    create_app(apps.config_for(data_dir))
    background.take_over()  # a note that is written later would take the place of the one that is put back
    for number in range(3):  # past the number that the note speaks of
        ada.send(direct, f"elsewhere {number}")
    (data_dir / "kept").rename(data_dir / "high-water.json")
    create_app(apps.config_for(data_dir))
    assert installation.epoch != before


def test_a_deleted_group_is_no_other_database(ada: Person, bob: Person, restart: Restart) -> None:
    before, group = installation.epoch, ada.group("Soon gone", bob)
    ada.delete(f"/conversations/{group['id']}")
    assert restart() == before


def test_a_group_deleted_just_before_a_crash_is_no_other_database(
    app: Flask, ada: Person, bob: Person, data_dir: Path, background: Background
) -> None:
    before, group = installation.epoch, ada.group("Soon gone", bob)
    ada.send(group)
    background.advance(1)  # the note speaks of the message now
    ada.delete(f"/conversations/{group['id']}")
    apps.close(app)  # nothing is written any more
    create_app(apps.config_for(data_dir))
    assert installation.epoch == before


def test_a_note_cut_off_by_a_crash_tells_nothing(ada: Person, bob: Person, data_dir: Path, restart: Restart) -> None:
    before = installation.epoch
    ada.send(ada.direct(bob))
    (data_dir / "high-water.json").write_text('{"log": "u:')
    assert restart() == before


def test_a_device_with_old_cursors_is_told_to_start_again(
    app: Flask, ada: Person, bob: Person, data_dir: Path, background: Background
) -> None:
    direct = ada.direct(bob)
    older = copy_of(data_dir)
    ada.send(direct)
    known = ada.pull()
    cursors = {log["log"]: log["to"] for log in known["logs"]}
    background.advance(GATHER_SECONDS)
    apps.close(app)
    put_in_place(older, data_dir)
    restored = create_app(apps.config_for(data_dir))
    again = Person(
        type(ada.http)(restored), ada._connect, {"token": ada.token, "device_id": ada.device_id, "user": ada.user}
    )
    answer = again.post("/sync/pull", {"epoch": known["epoch"], "cursors": cursors})
    assert answer.refusal == (409, "reset")
