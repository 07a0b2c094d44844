"""Identifiers: UUIDv7 made by whoever creates a thing, UUIDv5 for direct conversations, and UUIDv7 that follow from
what a thing was elsewhere."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import datetime

import uuid_utils

UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
UUID7_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_uuid7 = re.compile(UUID7_PATTERN)


def new_id() -> str:
    """A fresh UUIDv7: sorted by time, so that index pages fill from the right."""
    return str(uuid_utils.uuid7())


def id_from(moment: datetime, *names: str) -> str:
    """The UUIDv7 of a thing from elsewhere: the same whenever it is made from this time and these names."""
    digest = hashlib.sha256("\0".join(names).encode()).digest()
    milliseconds = max(0, int(moment.timestamp() * 1000)) & (2**48 - 1)
    random = int.from_bytes(digest[:10])
    bits = milliseconds << 80 | 7 << 76 | (random >> 64 & 0xFFF) << 64 | 2 << 62 | random & (2**62 - 1)
    return str(uuid.UUID(int=bits))


def is_new_id(text: str) -> bool:
    """True for a UUIDv7, as clients make them."""
    return _uuid7.fullmatch(text) is not None


def direct_conversation_id(server_id: str, one: str, other: str) -> str:
    """The id of the direct conversation of two people.

    It follows from who they are, so that two devices that make it while offline make the same one.
    """
    return str(uuid.uuid5(uuid.UUID(server_id), ":".join(sorted((one, other)))))
