"""Which index an application has follows from its database."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

from config import Config
from messaging.core.extensions import db
from messaging.search.feeding import feeder
from messaging.search.index import Index
from messaging.search.postgres_index import PostgresIndex
from messaging.search.sqlite_index import SqliteIndex


def bind(app: Flask, config: Config) -> None:
    """Give the application its index. Nothing is opened until somebody writes or searches."""
    feeder.bind(app, _index(app, config))


def _index(app: Flask, config: Config) -> Index:
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteIndex(Path(url.database or "").absolute(), config.data_dir)
    with app.app_context():
        return PostgresIndex(db.engine)
