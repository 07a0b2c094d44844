"""Whether another process serves the same data. On SQLite none may; on PostgreSQL they must hear of each other."""

from __future__ import annotations

import fcntl
import logging
import time
from io import TextIOWrapper
from pathlib import Path

from config import Config, ConfigurationError

log = logging.getLogger(__name__)

PATIENCE = 15.0
"""Seconds: the process before this one may be on its way out."""

_held: list[TextIOWrapper] = []


def check_alone(config: Config) -> None:
    """Raises ConfigurationError where a second process would lose what the first one tells its people."""
    if config.database_url.startswith("sqlite"):
        if config.message_queue_url:
            log.warning("MESSAGE_QUEUE_URL is of no use with SQLite, on which one process serves")
        if not _only_one(config.data_dir, PATIENCE):
            raise ConfigurationError(
                f"Another process serves {config.data_dir} already, and on SQLite there can be only one: people "
                "would not hear of each other. Several need PostgreSQL (DATABASE_URL) and Redis (MESSAGE_QUEUE_URL), "
                "see docs/deployment.md."
            )
    elif config.message_queue_url is None and not _only_one(config.data_dir, 0):
        log.warning(
            "another process serves %s too: set MESSAGE_QUEUE_URL for all of them, or people connected to different "
            "ones will hear of each other's messages late",
            config.data_dir,
        )


def _only_one(data_dir: Path, patience: float) -> bool:
    """Hold the folder for as long as this process lives; False when another one does."""
    lock = (data_dir / "serving.lock").open("w")
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                lock.close()
                return False
            time.sleep(0.1)
        else:
            _held.append(lock)
            return True
