"""Rate limits, named once and used by HTTP and sockets alike."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from messaging.core.bus import PATIENCE, bus
from messaging.core.errors import RateLimited

# A whole class signs in from one address, so addresses get far more room than names.
LIMITS: dict[str, RateLimitItem] = {
    "register_address": parse("200 per hour"),
    "welcome_address": parse("100 per 5 minutes"),
    "password": parse("10 per 5 minutes"),
    "sending": parse("600 per minute"),
    "changing": parse("600 per minute"),
    "people": parse("120 per minute"),
    "reading": parse("1200 per minute"),
    "searching": parse("300 per minute"),
    "uploading": parse("1200 per minute"),
    "typing": parse("240 per minute"),
    "link_previews": parse("30 per minute"),
    "backups": parse("20 per hour"),
    "avatars": parse("30 per hour"),
    "exports": parse("6 per hour"),
    "reporting": parse("60 per hour"),
    "invites": parse("60 per hour"),
}


SHARED = frozenset({"register_address", "password", "backups", "exports", "invites"})
"""Counted by all processes together: whoever guesses must not get more tries by asking each. The others hold floods
off, for which each process counts by itself, without asking anybody."""


class Limiter:
    """Counts in this process, and what is SHARED in Redis where there are several. Off in load tests (RATE_LIMITS)."""

    def __init__(self) -> None:
        self.enabled = True
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared: FixedWindowRateLimiter | None = None

    def share(self, url: str | None, server_id: str) -> None:
        """Count together with the other processes that use this Redis."""
        self._shared = None
        if url is not None:
            storage = RedisStorage(
                url,
                key_prefix=f"quchat:{server_id}:limits",
                wrap_exceptions=False,
                socket_timeout=PATIENCE,
                socket_connect_timeout=PATIENCE,
            )
            self._shared = FixedWindowRateLimiter(storage)

    def hit(self, name: str, key: str) -> None:
        """Count one use of limit `name` by `key`; raises RateLimited over the limit."""
        if self.enabled:
            self._ask(name, lambda strategy: strategy.hit(LIMITS[name], name, key), key)

    def check(self, name: str, key: str) -> None:
        """Refuse when the limit is used up, without counting: for limits that count failures only."""
        if self.enabled:
            self._ask(name, lambda strategy: strategy.test(LIMITS[name], name, key), key)

    def clear(self) -> None:
        """Forget all counts of this process."""
        self._own.storage.reset()

    def _ask(self, name: str, question: Callable[[FixedWindowRateLimiter], bool], key: str) -> None:
        """Raise RateLimited when the answer is no. While Redis is away each process counts alone."""
        if name in SHARED and self._shared is not None and not bus.away:
            try:
                if not question(self._shared):
                    raise _refusal(self._shared, name, key)
                return
            except (RedisError, OSError):
                pass
        if not question(self._own):
            raise _refusal(self._own, name, key)


def _refusal(strategy: FixedWindowRateLimiter, name: str, key: str) -> RateLimited:
    until = strategy.get_window_stats(LIMITS[name], name, key).reset_time
    return RateLimited(max(1, math.ceil(until - time.time())))


limiter = Limiter()
