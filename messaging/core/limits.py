"""Rate limits, named once and used by HTTP and sockets alike."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from messaging.core.errors import RateLimited

# A whole class signs in from one address, so addresses get far more room than names.
LIMITS: dict[str, RateLimitItem] = {
    "register_address": parse("200 per hour"),
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
    "invites": parse("60 per hour"),
}


class Limiter:
    """Counts in this process. Off in load tests (`RATE_LIMITS=off`)."""

    def __init__(self) -> None:
        self.enabled = True
        self._strategy = FixedWindowRateLimiter(MemoryStorage())

    def hit(self, name: str, key: str) -> None:
        """Count one use of limit `name` by `key`; raises RateLimited over the limit."""
        if self.enabled and not self._strategy.hit(LIMITS[name], name, key):
            raise self._refusal(name, key)

    def check(self, name: str, key: str) -> None:
        """Refuse when the limit is used up, without counting: for limits that count failures only."""
        if self.enabled and not self._strategy.test(LIMITS[name], name, key):
            raise self._refusal(name, key)

    def clear(self) -> None:
        """Forget all counts."""
        self._strategy.storage.reset()

    def _refusal(self, name: str, key: str) -> RateLimited:
        until = self._strategy.get_window_stats(LIMITS[name], name, key).reset_time
        return RateLimited(max(1, math.ceil(until - time.time())))


limiter = Limiter()
