"""Fresh applications, each on a database of its own. Migrating is slower than most tests: once a session is enough."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from flask import Flask

from config import Config
from messaging import create_app
from messaging.core import periodic, settings
from messaging.core.extensions import db, socketio
from messaging.core.limits import limiter
from messaging.core.service import services
from messaging.core.standing import standing
from messaging.link_previews.previewer import previewer
from messaging.operations.backups import running
from messaging.operations.high_water import high_water_mark
from messaging.operations.numbers.counting import counter
from messaging.realtime import presence
from messaging.realtime.connections import connections
from messaging.realtime.receipts import gatherer
from messaging.realtime.service import news
from messaging.search.feeding import feeder
from tests.support import databases
from tests.support.background import Background

DATABASE = databases.SQLITE_FILE


def config_for(data_dir: Path, **changes: object) -> Config:
    """The configuration of a test: everything in `data_dir`, no rate limits."""
    settings: dict[str, object] = {
        "environment": "testing",
        "data_dir": data_dir,
        "database_url": databases.url_of(data_dir),
        "secret_key": "a key for tests only",
        "rate_limits": False,
        "link_previews": False,
    }
    return Config(**{**settings, **changes})  # type: ignore[arg-type]


def migrated_template(folder: Path) -> Path:
    """A folder with a migrated database without anybody in it, to copy for each test."""
    app = create_app(config_for(folder))
    close(app)
    return folder


def fresh_app(folder: Path, template: Path, background: Background | None = None, **changes: object) -> Flask:
    """An application on its own copy of the template. What it does later waits until `background` lets time pass."""
    folder.mkdir(exist_ok=True)
    databases.copy(template, folder)
    forget_live_state()
    with patch.object(periodic, "start"), patch.object(news, "start"):  # also of one that is configured as in earnest
        app = create_app(config_for(folder, auto_migrate=False, **changes))
    (background or Background()).take_over()
    return app


def rewind(app: Flask, template: Path, background: Background | None = None) -> None:
    """Put an application back to the state of the database in the folder `template`: faster than a fresh one.

    Pictures stay in its folder: their names are their content.
    """
    close(app)
    folder: Path = app.config["DATA_DIR"]
    for entry in folder.iterdir():
        if entry.is_file():
            entry.unlink()
        elif entry.name not in ("avatars", "link-previews"):
            shutil.rmtree(entry)
    databases.copy(template, folder)
    (background or Background()).take_over()


class KeptApp:
    """One application for all tests that want nothing special, wound back for each of them.

    What it has compiled (routes, statements) stays, which is most of what a fresh one costs.
    """

    def __init__(self, new_folder: Callable[[], Path]) -> None:
        self._new_folder = new_folder
        self._app: Flask | None = None
        self._server: object = None

    def on(self, template: Path, background: Background) -> Flask:
        """The application, on its own copy of the database in the folder `template`."""
        if self._app is None or self._server is not socketio.server:  # another one was made and took its place
            self._app = fresh_app(self._new_folder(), template, background)
            self._server = socketio.server
        else:
            rewind(self._app, template, background)
        return self._app


def close(app: Flask) -> None:
    """Let go of the database; an open connection would be a ResourceWarning in some later test."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    running.release()
    forget_live_state()


def forget_live_state() -> None:
    """What one process keeps in memory for one server belongs to one test here."""
    for connection in connections.all():
        connections.remove(connection.sid)
    for kept in (presence._last_seen, presence._leaving):
        kept.clear()
    for gathered in (presence._changed, gatherer._moved, high_water_mark._newest):
        gathered.forget()
    previewer.forget()
    feeder.forget()
    limiter.clear()
    settings.forget()
    counter.forget()
    standing.forget()
    services.forget()
    news.forget()
