"""`/admin`: where one arrives: what needs somebody, how things stand, what was done last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app
from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.core.bus import bus
from messaging.core.clock import now
from messaging.operations.administration import audit_log, rooms, sections, sentences
from messaging.operations.administration.audit_log import Filter
from messaging.operations.administration.frame import page, show
from messaging.operations.administration.sections import Section
from messaging.operations.administration.storage import disk
from messaging.operations.backups.manifest import read_manifest
from messaging.operations.backups.nightly import last_failure
from messaging.operations.backups.shelf import backups_in
from messaging.operations.numbers.stats import stats
from messaging.operations.numbers.usage import usage_charts

OVERVIEW = sections.add(Section(name="overview", label="Overview", path="", icon="home", group=""))
LATEST = 5
BACKUP_IS_OLD = timedelta(days=2)
LOW = 0.1
"""Of the disk."""


class Task(NamedTuple):
    """Something that waits for an administrator."""

    sentence: str
    address: str


_watchers: list[Callable[[], Task | None]] = []


def watch(watcher: Callable[[], Task | None]) -> Callable[[], Task | None]:
    """Also ask `watcher` whether something waits; other parts of the administration add theirs."""
    _watchers.append(watcher)
    return watcher


@page(OVERVIEW, "")
def overview(actor: Actor) -> Response:
    newest = newest_backup()
    return show(
        "overview.html",
        tasks=[task for task in (watcher() for watcher in _watchers) if task],
        stats=stats(),
        charts=usage_charts(),
        backup=newest and newest.strftime("%Y-%m-%d"),
        entries=audit_log.entries(Filter(), limit=LATEST),
        sentence=sentences.sentence,
    )


def newest_backup() -> datetime | None:
    """When the newest backup was made."""
    folder = next(iter(backups_in(current_app.config["DATA_DIR"])), None)
    return datetime.fromisoformat(read_manifest(folder).made_at) if folder else None


@watch
def redis_is_away() -> Task | None:
    if not bus.away:
        return None
    told = "Redis (MESSAGE_QUEUE_URL) does not answer: people on different processes hear of each other seconds later."
    return Task(told, "/admin")


@watch
def backup_is_old() -> Task | None:
    failure = last_failure()
    if failure:
        return Task(f"Last night’s backup failed: {failure}", "/admin/backups")
    newest = newest_backup()
    if current_app.config["BACKUP_AT"] and newest and now() - newest > BACKUP_IS_OLD:
        return Task(f"The newest backup is of {newest:%Y-%m-%d}.", "/admin/backups")
    return None


@watch
def disk_is_low() -> Task | None:
    held = disk()
    return Task("The disk is nearly full.", "/admin/storage") if held.free < held.total * LOW else None


@watch
def groups_without_owner() -> Task | None:
    _, count = rooms.groups(ownerless=True, limit=1)
    if not count:
        return None
    words = "1 group has" if count == 1 else f"{count} groups have"
    return Task(f"{words} no owner who can sign in.", "/admin/conversations?ownerless=on")
