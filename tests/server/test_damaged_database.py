"""A damaged database at the start: a sentence that says what to do, and a file that is as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from config import ConfigurationError
from messaging.operations.backups.making import make_backup
from messaging.operations.soundness import check_database_file
from tests.support import apps, live
from tests.support.engines import SQLITE, only_on

pytestmark = only_on(SQLITE, "PostgreSQL looks after its files itself")


@pytest.fixture
def file(tmp_path: Path, template: Path) -> Path:
    """A sound database with rows on many pages, in a DATA_DIR of its own."""
    file = tmp_path / apps.DATABASE
    shutil.copy(template / apps.DATABASE, file)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE much (words TEXT)")
        database.executemany("INSERT INTO much VALUES (?)", [("many words " * 100,)] * 500)
    return file


def overwrite(file: Path) -> None:
    pages = file.stat().st_size // 4096
    with file.open("r+b") as opened:
        # The beginning of each: what stands further on may be words, which hold whatever they hold.
        for place in range(pages // 2 * 4096, pages * 4096, 4096):
            opened.seek(place)
            opened.write(b"\xff" * 64)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut off": lambda file: os.truncate(file, file.stat().st_size - 10_000),
    "overwritten": overwrite,
    "something else": lambda file: file.write_bytes(b"Dear diary, " * 1000),
    "the beginning alone": lambda file: os.truncate(file, 50),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named_and_left_alone(file: Path, damage: str) -> None:
    config = apps.config_for(file.parent)
    check_database_file(config)
    DAMAGE[damage](file)
    before = file.read_bytes()
    with pytest.raises(ConfigurationError) as refused:
        check_database_file(config)
    said = str(refused.value)
    assert f"{file} cannot be opened" in said
    assert "flask restore" in said
    assert file.read_bytes() == before
    assert {path.name for path in file.parent.iterdir()} <= {file.name, "backups"}


def test_an_empty_file_is_a_new_database_only_where_there_was_none(tmp_path: Path) -> None:
    (tmp_path / apps.DATABASE).touch()
    check_database_file(apps.config_for(tmp_path))
    (tmp_path / "high-water.json").write_text("{}")
    with pytest.raises(ConfigurationError, match="is empty, though"):
        check_database_file(apps.config_for(tmp_path))


def test_a_whole_server_names_its_newest_backup_and_does_not_start(tmp_path: Path, template: Path) -> None:
    with live.running("eventlet", tmp_path / "live") as server:
        ann = server.arrive("ann")
        ann.send(ann.group("Garden"))
        data_dir = server.data_dir
    app = apps.create_app(apps.config_for(data_dir))
    backup = make_backup(app)
    apps.close(app)
    overwrite(data_dir / apps.DATABASE)
    before = (data_dir / apps.DATABASE).read_bytes()
    said = server.run_until_it_ends()
    assert f"the newest one is {backup.path}" in said
    assert "Traceback" not in said
    assert (data_dir / apps.DATABASE).read_bytes() == before
