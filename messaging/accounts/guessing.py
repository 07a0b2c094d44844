"""Guessing passwords gets slower with every guess; and nobody can be locked out by somebody else's guesses.

A wrong password fills a bucket, which empties again with time. Above what is free, each further one doubles the wait
until the next is looked at. There is a bucket for a name at an address, which stops the usual guesser; one for an
address, whatever the names; and one for a name, wherever the guesses come from, for whoever has many addresses. That
last one never makes anybody wait for more than a minute, and a browser that has signed in before has a bucket of its
own instead (known_browsers.py), which no stranger fills.

An attempt is counted before the password is looked at and given back when it was right, so that a thousand at once
are counted as well as a thousand in turn. Buckets are in the database: all processes share them, and a restart does
not empty them. Names are hashed, and names that nobody has are counted like others, so that nothing can be learnt.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from messaging.accounts import known_browsers
from messaging.accounts.models import GuessBucket
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import RateLimited
from messaging.core.limits import limiter
from messaging.core.periodic import every

HOUR = 60 * 60


@dataclass(frozen=True, slots=True)
class Rule:
    """How a bucket fills. All times in seconds."""

    free: int
    """Wrong passwords without a wait."""
    empties: float
    """After so long one of them is forgotten."""
    longest: float
    """No wait is longer."""


PAIR = Rule(free=5, empties=600, longest=900)
NAME = Rule(free=50, empties=60, longest=60)
# A whole school signs in from one address.
ADDRESS = Rule(free=300, empties=1, longest=60)


class Attempt:
    """One password that is about to be looked at."""

    def __init__(self, buckets: dict[str, Rule]) -> None:
        self._buckets = buckets

    def was_right(self) -> None:
        """Give it back."""
        if self._buckets:
            with unit_of_work() as unit:
                for bucket in _held(unit, self._buckets):
                    _give_back(bucket, self._buckets[bucket.id])


def attempt(username: str, address: str) -> Attempt:
    """Count one attempt; raises RateLimited while the last one's wait is not over, without counting."""
    name = _hash("name", username)
    if not limiter.enabled:
        return Attempt({})
    mark = known_browsers.mark_of(name)
    if mark:
        buckets = {_hash("browser", name, mark): PAIR}
    else:
        buckets = {_hash("pair", name, address): PAIR, _hash("address", address): ADDRESS, name: NAME}
    moment = now()
    with unit_of_work() as unit:
        _make(unit, buckets, moment)
        held = _held(unit, buckets)
        _refuse_early(held, moment)
        for bucket in held:
            _fill(bucket, buckets[bucket.id], moment)
    return Attempt(buckets)


def remember(username: str) -> None:
    """From now on this browser is known to belong to that name."""
    known_browsers.remember(_hash("name", username))


def _hash(kind: str, *parts: str) -> str:
    return hashlib.sha256("\0".join((kind, *parts)).encode("utf-8", "surrogatepass")).hexdigest()


def _make(unit: UnitOfWork, ids: Iterable[str], moment: datetime) -> None:
    """Those that are not there yet, empty; somebody else may make the same at this moment."""
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[unit.dialect.name]
    rows = [{"id": each, "level": 0.0, "counted_at": moment, "closed_until": moment} for each in sorted(ids)]
    unit.session.execute(dialect.insert(GuessBucket).values(rows).on_conflict_do_nothing())


def _held(unit: UnitOfWork, ids: Iterable[str]) -> list[GuessBucket]:
    """Locked, always in the same order, so that two attempts at once wait for each other and never in a ring."""
    statement = select(GuessBucket).where(GuessBucket.id.in_(list(ids))).order_by(GuessBucket.id).with_for_update()
    return list(unit.session.scalars(statement.execution_options(populate_existing=True)))


def _refuse_early(buckets: list[GuessBucket], moment: datetime) -> None:
    wait = max((bucket.closed_until - moment).total_seconds() for bucket in buckets)
    if wait > 0:
        raise RateLimited(math.ceil(wait), f"Too many wrong passwords. Try again in {_in_words(math.ceil(wait))}.")


def _fill(bucket: GuessBucket, rule: Rule, moment: datetime) -> None:
    passed = max(0.0, (moment - bucket.counted_at).total_seconds())
    bucket.level = max(0.0, bucket.level - passed / rule.empties) + 1
    bucket.counted_at = moment
    beyond = math.ceil(bucket.level) - rule.free
    if beyond > 0:
        bucket.closed_until = moment + timedelta(seconds=min(rule.longest, 2.0 ** min(beyond - 1, 20)))


def _give_back(bucket: GuessBucket, rule: Rule) -> None:
    bucket.closed_until = bucket.counted_at
    # Whoever knows the password may have mistyped it before.
    bucket.level = 0.0 if rule is PAIR else max(0.0, bucket.level - 1)


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    minutes = math.ceil(seconds / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"


@every(HOUR)
def sweep() -> None:
    """Forget what is empty by now, whichever rule it follows."""
    with unit_of_work() as unit:
        unit.session.execute(delete(GuessBucket).where(GuessBucket.counted_at < now() - timedelta(days=1)))
