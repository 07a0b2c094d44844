"""Password hashes: argon2id, computed off the event loop."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from messaging.core.threads import in_thread

# OWASP's smallest recommended cost (19 MiB, 2 passes): a whole class signs in within seconds on a small machine.
# Tests put a cheaper one here; nothing else does.
hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobodys = hasher.hash("the password of nobody")


def hash_password(password: str) -> str:
    return in_thread(hasher.hash, password)


@cache
def nobodys_hash() -> str:
    """For accounts without a password: of a secret that nobody knows. Checking against it takes as long as any."""
    return hash_password(secrets.token_urlsafe(32))


def verify_password(password_hash: str | None, password: str) -> bool:
    """True when they match. Without a hash it takes as long, so that a guess at usernames learns nothing."""

    def verify() -> bool:
        try:
            return hasher.verify(password_hash or _nobodys, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False

    return in_thread(verify)
