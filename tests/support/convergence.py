"""What ends every test of synchronising: a device's rows equal the server's, and each operation was applied once.

A device here is its tables, as IndexedDB holds them: lists of rows by the name of the table. What it keeps for itself
alone (drafts, ranges, fields beside the server's) does not count; nor do, of long histories, messages that it has not
fetched. What it claims to hold without a hole (`ranges`) it must hold, up to the newest.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.server.convergence.compare import Shown, differences
from tests.server.convergence.reducer import Replica, Row, Table
from tests.support.people import Person
from tests.support.stored import stored

Tables = dict[str, list[Row]]
Heads = dict[str, int]
CURSOR = "cursor:"
HELD_FOR_ITSELF = {"devices": {"last_seen_at", "user_agent"}}
"""When a device was seen changes with every request, and no log tells of it."""


class Truth:
    """Everything that the server has for somebody: what a new device would show that scrolled to every beginning."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._replica = Replica(person.id)
        more = True
        while more:
            answer = person.pull(self._replica.cursors, limit=500)
            self._replica.take_pull(answer)
            more = answer["more"]
        self.heads: Heads = dict(self._replica.cursors)
        for id_, conversation in self._replica.conversations.items():
            self._read_all(id_, conversation["last_ordinal"])
        self.shown = self._replica.shown()

    def _read_all(self, conversation_id: str, last: int) -> None:
        """Pages are sized so that a conversation of one page is read once."""
        before = last + 1
        while before > 1:
            page = self._person.get(f"/messages/{conversation_id}?before={before}&limit=100").json
            self._replica.messages |= {row["id"]: row for row in page["messages"]}
            self._replica.reactions |= {row["id"]: row for row in page["reactions"]}
            self._replica.link_previews |= {row["message_id"]: row for row in page["link_previews"]}
            before = page["oldest"] or 1

    def is_outdated(self) -> bool:
        """Whether something has happened since it was read."""
        return bool(self._person.pull(self.heads, limit=500)["logs"])


def cursors_of(device: Tables) -> Heads:
    return {row["key"][len(CURSOR) :]: row["value"] for row in device["meta"] if row["key"].startswith(CURSOR)}


def faults(device: Tables, truth: Truth, refused: int = 0) -> list[str]:
    """In words, where a device that has come to rest differs from the server. `refused`: how many of its own messages
    it keeps that the server did not take."""
    kept = [row for row in device["messages"] if _is_refused(row)]
    found = [f"{len(kept)} messages are marked as failed instead of {refused}"] if len(kept) != refused else []
    found += [f"{entry['op']} {entry['thing']} still waits" for entry in device["outbox"]]
    held = _shown(_known(device), truth)
    expected = _reachable(truth.shown, held, _claimed(device, truth))
    return found + _holes(device, truth) + differences(_as_the_server(held, expected), expected)


def check_applied_once(data_dir: Path) -> None:
    """On the server: numbers and ordinals without holes, and no message stands there twice."""
    with stored(data_dir) as rows:
        rows.check()
        doubled = rows.rows(
            "SELECT content, COUNT(*) FROM message WHERE role = 'user' AND deleted_at IS NULL AND content <> ''"
            " GROUP BY conversation_id, sender_id, content HAVING COUNT(*) > 1"
        )
        assert doubled == [], "stored more than once; tests of synchronising give every message a text of its own"


def _is_refused(row: Row) -> bool:
    return (row.get("local") or {}).get("state") == "failed"


def _is_only_here(row: Row) -> bool:
    """`base` is the server's copy while something waits: None where it has none, absent where nothing waits."""
    return "base" in row and row["base"] is None


def _known(device: Tables) -> Tables:
    """Without what the server has never heard of: messages that it refused, and direct conversations that were merely
    opened. What is on its way stands in the outbox and is a fault by itself."""
    messages = [row for row in device["messages"] if not (_is_only_here(row) and _is_refused(row))]
    opened = {row["id"] for row in device["conversations"] if _is_only_here(row) and row["kind"] == "direct"}
    conversations = [row for row in device["conversations"] if row["id"] not in opened]
    memberships = [row for row in device["memberships"] if row["conversation_id"] not in opened]
    return {**device, "messages": messages, "conversations": conversations, "memberships": memberships}


def _shown(device: Tables, truth: Truth) -> Shown:
    """A device's tables as a replica shows them."""
    memberships = {(row["conversation_id"], row["user_id"]): row for row in device["memberships"]}
    contacts = _by("id", device["contacts"])
    referred = truth.shown["users"].keys() | {key[1] for key in memberships}
    referred |= {contact["contact_id"] for contact in contacts.values()}
    return {
        "conversations": _by("id", device["conversations"]),
        "memberships": memberships,
        "messages": _by("id", device["messages"]),
        "reactions": _by("id", (row for row in device["reactions"] if row["deleted_at"] is None)),
        "users": _by("id", (row for row in device["userProfiles"] if row["id"] in referred)),
        "contacts": contacts,
        "contexts": _by("id", device["contexts"]),
        "settings": _by("conversation_id", (row for row in device["conversationSettings"] if row["version"])),
        "devices": _by("id", device["devices"]),
        "link_previews": _by("message_id", (row for row in device["linkPreviews"] if row["deleted_at"] is None)),
        "preferences": _by("user_id", (row for row in device["preferences"] if row["version"])),
        "notices": _by("id", device["notices"]),
    }


def _by(key: str, rows: Iterable[Row]) -> Table:
    return {row[key]: row for row in rows}


def _ranges(device: Tables, conversation_id: str) -> list[tuple[int, int]]:
    return sorted((r["from"], r["to"]) for r in device["ranges"] if r["conversation_id"] == conversation_id)


def _holes(device: Tables, truth: Truth) -> list[str]:
    """Conversations whose newest messages the device does not claim to hold."""
    found = []
    for id_, conversation in truth.shown["conversations"].items():
        newest = max((to for _, to in _ranges(device, id_)), default=0)
        if newest != conversation["last_ordinal"]:
            found.append(f"conversation {id_}: held up to {newest} instead of {conversation['last_ordinal']}")
    return found


def _claimed(device: Tables, truth: Truth) -> set[str]:
    """The messages within what the device holds without a hole."""
    spans = {id_: _ranges(device, id_) for id_ in truth.shown["conversations"]}
    return {
        id_
        for id_, row in truth.shown["messages"].items()
        if any(start <= row["ordinal"] <= end for start, end in spans.get(row["conversation_id"], []))
    }


def _reachable(shown: Shown, held: Shown, claimed: set[str]) -> Shown:
    """The part of what the server has that the device has, or should have."""
    messages = {id_: row for id_, row in shown["messages"].items() if id_ in claimed or id_ in held["messages"]}
    reactions = {
        id_: row for id_, row in shown["reactions"].items() if row["message_id"] in messages or id_ in held["reactions"]
    }
    cards = {id_: row for id_, row in shown["link_previews"].items() if id_ in messages or id_ in held["link_previews"]}
    settings = {id_: row for id_, row in shown["settings"].items() if row["version"]}  # the others were never set
    return {**shown, "messages": messages, "reactions": reactions, "settings": settings, "link_previews": cards}


def _as_the_server(held: Shown, expected: Shown) -> Shown:
    """Without the fields that only the device knows."""
    for table, fields in HELD_FOR_ITSELF.items():
        for row in expected[table].values():
            for field in fields:
                row.pop(field, None)
    return {
        table: {key: _only(row, expected[table].get(key)) for key, row in rows.items()} for table, rows in held.items()
    }


def _only(row: Row, theirs: Row | None) -> dict[str, Any]:
    return row if theirs is None else {name: value for name, value in row.items() if name in theirs}
