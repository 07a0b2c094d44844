"""Identifiers: UUIDv7 made by whoever creates a thing, UUIDv5 for direct conversations."""

from __future__ import annotations

import re
import uuid

import uuid_utils

UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
UUID7_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_uuid7 = re.compile(UUID7_PATTERN)


def new_id() -> str:
    """A fresh UUIDv7: sorted by time, so that index pages fill from the right."""
    return str(uuid_utils.uuid7())


def is_new_id(text: str) -> bool:
    """True for a UUIDv7, as clients make them."""
    return _uuid7.fullmatch(text) is not None


def direct_conversation_id(server_id: str, one: str, other: str) -> str:
    """The id of the direct conversation of two people.

    It follows from who they are, so that two devices that make it while offline make the same one.
    """
    return str(uuid.uuid5(uuid.UUID(server_id), ":".join(sorted((one, other)))))
