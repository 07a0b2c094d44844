"""Files that wait in `DATA_DIR/import` (or IMPORT_DIR) when the server starts, or come there later: taken over once
there is an administrator to own them. They stay where they are; what was taken is known by its content."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from messaging.core.clock import iso, now
from messaging.core.periodic import every
from messaging.imports.json_files.taking import UNREADABLE, JsonImport, owner_of_everything
from messaging.imports.report import Report

log = logging.getLogger(__name__)

LOOK_EVERY = 10
"""Seconds: whoever has just made the first account is waiting for them."""
FOLDER = "import"
REPORT = "import-report.txt"

_Seen = tuple[str, int, int]


class Waiting:
    """What this process has seen of the folder: a file that did not change is not read again."""

    def __init__(self) -> None:
        self._seen: set[_Seen] = set()

    def forget(self) -> None:
        self._seen.clear()

    def fresh(self, folder: Path) -> list[Path]:
        """The files that are new or changed since the last look, by name."""
        found: dict[_Seen, Path] = {}
        for path in sorted(folder.glob("*.json")):
            stat = path.stat()
            found[(path.name, stat.st_size, stat.st_mtime_ns)] = path
        new = [path for seen, path in found.items() if seen not in self._seen]
        self._seen = set(found)
        return new


waiting = Waiting()


@every(LOOK_EVERY)
def take_waiting_files() -> None:
    """Take over what has come, if anything has."""
    folder = import_dir()
    if not folder.is_dir():
        return
    owner_id = owner_of_everything()
    if owner_id is None:
        return
    with _one_process() as mine:
        if mine and (paths := waiting.fresh(folder)):
            _take(paths, owner_id)


def import_dir() -> Path:
    given: Path | None = current_app.config["IMPORT_DIR"]
    return given or current_app.config["DATA_DIR"] / FOLDER


def _take(paths: list[Path], owner_id: str) -> None:
    report = Report()
    taking = JsonImport(owner_id, report)
    for path in paths:
        try:
            taking.take(path)
        except SQLAlchemyError:
            waiting.forget()  # the database is away: they are tried again
            raise
        except Exception:
            log.exception("%s could not be taken over", path.name)
            report.leave(UNREADABLE, f"{path.name} holds something unexpected")
    if report.taken.total() or report.left:
        _write(report)


def _write(report: Report) -> None:
    """Where whoever put the files there finds it: in the log, and in full beside the database."""
    log.info("%s", next(report.lines()))
    target: Path = current_app.config["DATA_DIR"] / REPORT
    with target.open("a") as file:
        file.write("\n".join((iso(now()), *report.lines(shown=None), "", "")))
    if report.left:
        log.warning("some of the files in %s could not be taken over: see %s", import_dir(), target)


@contextmanager
def _one_process() -> Iterator[bool]:
    """Whether it is this process's turn."""
    with (current_app.config["DATA_DIR"] / "import.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
