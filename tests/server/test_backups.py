"""Backups: whole, checked, kept so many, made at night, downloaded by administrators; and put in place again."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from messaging import create_app
from messaging.core.meta import installation
from messaging.operations.backups import making, nightly
from messaging.operations.backups.manifest import checksum
from messaging.operations.backups.nightly import last_time, night
from messaging.operations.backups.shelf import UNFINISHED, backups_in
from tests.support import apps, live
from tests.support.engines import SQLITE, only_on
from tests.support.files import picture, sent
from tests.support.http import InProcess
from tests.support.people import Person

pytestmark = only_on(SQLITE, "test_backups_of_postgres.py says the same of PostgreSQL")
Command = Callable[..., Result]


@pytest.fixture
def data_dir(app: Flask) -> Path:
    path: Path = app.config["DATA_DIR"]
    return path


@pytest.fixture
def flask(app: Flask) -> Command:
    """`flask("backup")` → click's result."""
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


@pytest.fixture
def restore(app: Flask, flask: Command) -> Callable[[Path], Result]:
    """Stop, restore, and be ready to start again."""

    def stop_and_restore(source: Path) -> Result:
        apps.close(app)
        return flask("restore", source, "--yes")

    return stop_and_restore


def _texts(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as held:
        return [row[0] for row in held.execute("SELECT content FROM message WHERE role = 'user' ORDER BY ordinal")]


def _back_up(flask: Command, data_dir: Path) -> Path:
    told = flask("backup")
    assert told.exit_code == 0, told.output
    return backups_in(data_dir)[0]


def _a_conversation(ada: Person, bob: Person) -> dict[str, Any]:
    team = ada.group("Team", bob)
    ada.send(team, "Look", file_ids=[sent(ada, picture(), "garden.png")["id"]])
    return team


def test_a_backup_holds_the_database_and_all_files_and_takes_no_room_for_what_is_here_already(
    ada: Person, bob: Person, flask: Command, data_dir: Path
):
    _a_conversation(ada, bob)
    assert ada.upload("PUT", "/users/me/avatar", picture(), "image/png").ok
    backup = _back_up(flask, data_dir)
    told = json.loads((backup / "manifest.json").read_text())
    assert (told["counts"]["message"], told["counts"]["user"], told["counts"]["file"]) == (1, 4, 1)
    assert _texts(backup / told["database"]) == ["Look"]
    for folder in ("files", "avatars"):
        held = [path for path in (data_dir / folder).rglob("*") if path.is_file()]
        assert told["media"][folder] == len(held) > 0
        assert all((backup / path.relative_to(data_dir)).samefile(path) for path in held)


def test_files_on_another_disk_are_copied_once_and_linked_between_backups(
    ada: Person, bob: Person, flask: Command, data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    _a_conversation(ada, bob)
    link = os.link

    def across_disks(source: Path, target: Path) -> None:
        if "backups" not in Path(source).parts:
            raise OSError(18, "Invalid cross-device link")
        link(source, target)

    monkeypatch.setattr(os, "link", across_disks)
    first, second = _back_up(flask, data_dir), _back_up(flask, data_dir)
    (held,) = [path for path in (data_dir / "files").rglob("*") if path.is_file()]
    place = held.relative_to(data_dir)
    assert (first / place).read_bytes() == held.read_bytes()
    assert not (first / place).samefile(held)
    assert (second / place).samefile(first / place)


def test_so_many_are_kept_and_what_never_became_one_goes(make_app: Callable[..., Flask]):
    app = make_app(backup_keep=2)
    data_dir: Path = app.config["DATA_DIR"]
    made = [making.make_backup(app).path.name for _ in range(3)]
    assert [path.name for path in backups_in(data_dir)] == made[:0:-1]
    left_over = data_dir / "backups" / f"20260101-000000{UNFINISHED}"
    left_over.mkdir()
    kept = data_dir / "backups" / "notes of mine"
    kept.mkdir()
    making.make_backup(app)
    assert not left_over.exists()
    assert kept.exists()


def test_when_it_cannot_be_made_nothing_is_left_of_it_and_it_is_said_why(
    ada: Person, flask: Command, data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "link_all", full)
    told = flask("backup")
    assert told.exit_code == 1
    assert "No space left on device" in told.output
    assert list((data_dir / "backups").glob("2*")) == []


def test_it_is_of_one_moment_while_people_write(ada: Person, bob: Person, app: Flask, data_dir: Path):
    team = ada.group("Team", bob)
    wrote, stop = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(data_dir / apps.DATABASE, timeout=30)) as other:
            while not stop.is_set():
                with other:
                    other.execute("UPDATE conversation SET message_count = message_count + 1")
                    other.execute("UPDATE conversation SET last_receipt_seq = message_count")
                wrote.set()

    writer = threading.Thread(target=write)
    writer.start()
    wrote.wait()
    try:
        with app.app_context():
            backup = making.make_backup(app).path
    finally:
        stop.set()
        writer.join()
    with closing(sqlite3.connect(backup / apps.DATABASE)) as held:
        ((count, receipts),) = held.execute("SELECT message_count, last_receipt_seq FROM conversation").fetchall()
    assert count == receipts
    assert team


# At night


@pytest.mark.parametrize(
    ("now", "last"),
    [("03:00", "21 02:00"), ("02:00", "21 02:00"), ("01:59", "20 02:00"), ("23:59", "21 02:00")],
)
def test_when_it_was_two_last(now: str, last: str):
    moment = datetime.fromisoformat(f"2026-11-21T{now}:00+01:00")
    assert last_time(time(2), moment) == datetime.fromisoformat(f"2026-11-{last.replace(' ', 'T')}:00+01:00")


@pytest.fixture
def last_night(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A server that was there last night, and has no backup yet."""
    monkeypatch.setattr(night, "watching_since", datetime.now().astimezone() - timedelta(days=2))
    monkeypatch.setattr(night, "logged", None)
    return app


def test_the_backup_of_the_night_is_made_once(last_night: Flask, data_dir: Path):
    with last_night.app_context():
        for _ in range(3):
            nightly.back_up_at_night()
    assert len(backups_in(data_dir)) == 1


def test_none_is_made_where_it_is_switched_off_or_night_has_not_come_yet(
    last_night: Flask, data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    with last_night.app_context():
        monkeypatch.setitem(last_night.config, "BACKUP_AT", None)
        nightly.back_up_at_night()
        monkeypatch.setitem(last_night.config, "BACKUP_AT", time(2))
        monkeypatch.setattr(night, "watching_since", datetime.now().astimezone())
        nightly.back_up_at_night()
    assert backups_in(data_dir) == []


@pytest.mark.usefixtures("errors_expected")
def test_administrators_see_why_the_backup_of_the_night_failed(
    admin: Person, last_night: Flask, data_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    with monkeypatch.context() as full, last_night.app_context():
        full.setattr(making, "ROOM", 2**62)
        for _ in range(3):
            nightly.back_up_at_night()
    monkeypatch.setattr(nightly, "night", nightly.Night())  # as in another process, which did not try
    monkeypatch.setattr(nightly.night, "watching_since", night.watching_since)
    assert "no room" in admin.get("/admin/backups")["failure"]
    assert len([record for record in caplog.records if "backup of the night" in record.message]) == 1
    with last_night.app_context():
        nightly.back_up_at_night()
    told = admin.get("/admin/backups")
    assert (told["failure"], len(told["backups"]), told["at"]) == (None, 1, "02:00")


@pytest.mark.usefixtures("errors_expected")
def test_a_backup_made_by_hand_makes_up_for_the_one_that_failed(
    admin: Person, last_night: Flask, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as full, last_night.app_context():
        full.setattr(making, "ROOM", 2**62)
        nightly.back_up_at_night()
    assert admin.get("/admin/backups")["failure"]
    assert admin.post("/admin/backups").ok
    assert admin.get("/admin/backups")["failure"] is None


# Over HTTP


def test_administrators_make_see_and_download_backups(admin: Person, ada: Person, bob: Person):
    _a_conversation(ada, bob)
    made = admin.post("/admin/backups")["backup"]
    assert [backup["name"] for backup in admin.get("/admin/backups")["backups"]] == [made["name"]]
    answer = admin.get(f"/admin/backup?name={made['name']}")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    with tarfile.open(fileobj=io.BytesIO(answer.data)) as tar:
        names = {Path(member.name).parts[1] for member in tar.getmembers()}
    assert names == {"manifest.json", apps.DATABASE, "files"}
    fresh = admin.get("/admin/backup")
    assert f"quchat-{made['name']}.tar" not in fresh.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("20200101-000000", (404, "not_found")),
        ("../backups", (422, "validation_failed")),
        ("lock", (422, "validation_failed")),
    ],
)
def test_only_backups_are_downloaded(admin: Person, name: str, refusal: tuple[int, str]):
    assert admin.get(f"/admin/backup?name={name}").refusal == refusal


# Restoring


def test_what_was_backed_up_comes_back_and_what_it_replaces_is_kept(
    ada: Person, bob: Person, flask: Command, data_dir: Path, restore: Callable[[Path], Result]
):
    team = _a_conversation(ada, bob)
    backup = _back_up(flask, data_dir)
    ada.send(team, "Too late")
    later = sent(ada, picture(9, 9), "later.png")
    epoch = installation.epoch
    blobs = {path.name for path in (data_dir / "files").rglob("*") if path.is_file()}
    (lost,) = [path for path in (backup / "files").rglob("*") if path.is_file()]
    (data_dir / lost.relative_to(backup)).unlink()

    told = restore(backup)
    assert told.exit_code == 0, told.output
    assert "4 people, 1 conversations, 1 messages" in told.output
    (replaced,) = data_dir.glob("replaced-*")
    assert _texts(replaced / apps.DATABASE) == ["Look", "Too late"]
    assert str(replaced) in told.output
    assert {path.name for path in (data_dir / "files").rglob("*") if path.is_file()} == blobs
    app = create_app(apps.config_for(data_dir))
    try:
        assert installation.epoch != epoch
        again = Person(InProcess(app), None, ada.signed_in)
        assert [row["content"] for row in again.get(f"/messages/{team['id']}")["messages"]] == ["Look"]
        assert again.post("/sync/pull", {"epoch": epoch, "cursors": {}}).refusal == (409, "reset")
        assert again.get(f"/files/{later['id']}/info").refusal == (404, "not_found")
    finally:
        apps.close(app)


def test_a_download_and_a_bare_file_can_be_restored(
    admin: Person, ada: Person, bob: Person, data_dir: Path, tmp_path: Path, restore: Callable[[Path], Result]
):
    team = _a_conversation(ada, bob)
    download = tmp_path / "quchat.tar"
    download.write_bytes(admin.get("/admin/backup").data)
    bare = tmp_path / "copy.db"
    shutil.copyfile(backups_in(data_dir)[0] / apps.DATABASE, bare)
    ada.send(team, "Too late")
    for source in (download, bare):
        shutil.rmtree(data_dir / "files")
        told = restore(source)
        assert told.exit_code == 0, told.output
        assert _texts(data_dir / apps.DATABASE) == ["Look"]
        assert (data_dir / "files").exists() == (source == download)
        (data_dir / "files").mkdir(exist_ok=True)
    assert not list(data_dir.glob("restoring-*"))


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)


def _damage(backup: Path) -> None:
    _flip(backup / apps.DATABASE, 5000)


def _change_the_manifest(**fields: Any) -> Callable[[Path], None]:
    def change(backup: Path) -> None:
        told = json.loads((backup / "manifest.json").read_text())
        (backup / "manifest.json").write_text(json.dumps({**told, **fields}))

    return change


def _from_the_future(backup: Path) -> None:
    with closing(sqlite3.connect(backup / apps.DATABASE)) as held, held:
        held.execute("UPDATE alembic_version SET version_num = '9999'")
    _change_the_manifest(sha256=checksum(backup / apps.DATABASE))(backup)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_damage, "is not what manifest.json says"),
        (_change_the_manifest(database="../../messaging_app.db"), "outside of the backup"),
        (_change_the_manifest(format=2), "newer version"),
        (_change_the_manifest(database="messaging_app.dump"), "is not what manifest.json says"),
        (lambda backup: (backup / "manifest.json").unlink(), "is no backup"),
        (lambda backup: (backup / "manifest.json").write_text("{"), "is no backup"),
        (_from_the_future, "newer version"),
    ],
)
def test_what_is_no_sound_backup_changes_nothing(
    ada: Person,
    bob: Person,
    flask: Command,
    data_dir: Path,
    restore: Callable[[Path], Result],
    spoil: Callable[[Path], object],
    said: str,
):
    team = _a_conversation(ada, bob)
    backup = _back_up(flask, data_dir)
    spoil(backup)
    ada.send(team, "Still here")
    before = sorted(path.name for path in data_dir.iterdir())
    told = restore(backup)
    assert told.exit_code == 1
    assert said in told.output
    assert _texts(data_dir / apps.DATABASE) == ["Look", "Still here"]
    assert {path.name for path in data_dir.iterdir()} - {"running.lock"} <= set(before)


def _tar_with(name: str, link: str | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo(name)
        if link:
            info.type, info.linkname = tarfile.SYMTYPE, link
        tar.addfile(info, io.BytesIO())
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "neither a backup's folder nor"),
        (b"not a backup" * 100, "neither a backup's folder nor"),
        (_tar_with("../../way-out"), "cannot be unpacked"),
        (_tar_with("backup/link", "/etc/passwd"), "cannot be unpacked"),
        (_tar_with("backup/empty"), "is no backup"),
        (b"SQLite format 3\x00" + b"x" * 5000, "is damaged"),
    ],
)
def test_hostile_and_damaged_files_are_refused(
    ada: Person, data_dir: Path, tmp_path: Path, restore: Callable[[Path], Result], data: bytes, said: str
):
    source = tmp_path / "source"
    source.write_bytes(data)
    told = restore(source)
    assert told.exit_code == 1
    assert said in told.output
    assert not list(tmp_path.glob("**/way-out"))
    assert not list(data_dir.glob("re*-*"))


def test_from_a_running_server_to_a_damaged_one_and_back(tmp_path: Path):
    with live.running("eventlet", tmp_path) as server:
        ada, bob = server.arrive("ada"), server.arrive("bob")
        team = _a_conversation(ada, bob)
        made = server.command("backup")
        assert made.returncode == 0, made.stderr
        backup = backups_in(tmp_path)[0]
        refused = server.command("restore", backup, "--yes")
        assert (refused.returncode, "Stop it first" in refused.stderr) == (1, True), refused.stderr
        server.stop()
        for leftover in tmp_path.glob(f"{apps.DATABASE}*"):
            leftover.unlink()
        (tmp_path / apps.DATABASE).write_bytes(b"damaged" * 1000)
        assert "flask restore BACKUP" in server.run_until_it_ends()
        restored = server.command("restore", backup, "--yes")
        assert restored.returncode == 0, restored.stderr
        (replaced,) = tmp_path.glob("replaced-*")
        assert (replaced / apps.DATABASE).read_bytes() == b"damaged" * 1000
        server.start()
        again = Person(server.http(), server.connect, ada.signed_in)
        assert [row["content"] for row in again.get(f"/messages/{team['id']}")["messages"]] == ["Look"]
