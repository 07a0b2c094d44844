"""`/metrics` for Prometheus. There is none until METRICS_TOKEN is set, and none without it."""

from __future__ import annotations

import hmac
from contextlib import suppress
from pathlib import Path

from flask import Flask, Response, current_app, request
from prometheus_client import Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from messaging.core import metrics
from messaging.core.api import answer
from messaging.core.errors import NotFound, Unauthenticated
from messaging.core.standing import standing
from messaging.operations.administration.storage import database_bytes
from messaging.operations.backups.shelf import backups_in
from messaging.realtime.connections import connections

_database = Gauge("quchat_database_bytes", "Size of the database", registry=metrics.registry)
_backup = Gauge("quchat_newest_backup_seconds", "When the newest backup was made (Unix)", registry=metrics.registry)


def register(app: Flask) -> None:
    app.add_url_rule("/metrics", "metrics", show)


def show() -> Response:
    """The counts of this process."""
    token: str | None = current_app.config["METRICS_TOKEN"]
    if token is None:
        raise NotFound()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        refusal = Unauthenticated("Send the METRICS_TOKEN of this server as a bearer token.")
        return answer({"error": refusal.as_dict()}, refusal.status)
    _look_at_the_disk()
    metrics.writable.set(0 if standing.trouble else 1)
    metrics.connections.set(len(connections.all()))
    return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)


def _look_at_the_disk() -> None:
    data_dir: Path = current_app.config["DATA_DIR"]
    with suppress(SQLAlchemyError):  # a database that is away is told of by other figures
        _database.set(database_bytes())
    newest = next(iter(backups_in(data_dir)), None)
    if newest:
        _backup.set(newest.stat().st_mtime)
