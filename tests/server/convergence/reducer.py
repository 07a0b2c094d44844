"""How a client gets from what it holds and what arrives to what it holds next, written from protocol.md alone."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
Entry = dict[str, Any]
"""A packet, or one log of a pull's answer."""
Table = dict[Any, Row]

TABLES = {
    "message": "messages",
    "reaction": "reactions",
    "user": "users",
    "contact": "contacts",
    "context": "contexts",
    "settings": "settings",
    "device": "devices",
    "link_preview": "link_previews",
    "preferences": "preferences",
    "notice": "notices",
}
"""Where what can be gone by itself is kept."""
RECEIPT = ("delivered_ordinal", "read_ordinal", "receipt_seq")
HEAD = ("last_seq", "last_ordinal", "message_count", "last_message")
SETTINGS = ("archived", "muted_until", "notify", "hidden_ordinal")


class Gap(AssertionError):
    """Something between what is held and what arrived is missing."""


class Replica:
    """What one device of one person holds."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self.cursors: dict[str, int] = {}
        self.conversations: Table = {}
        self.memberships: Table = {}
        self.messages: Table = {}
        self.reactions: Table = {}
        self.users: Table = {}
        self.contacts: Table = {}
        self.settings: Table = {}
        self.devices: Table = {}
        self.link_previews: Table = {}
        self.preferences: Table = {}
        self.notices: Table = {}
        self.contexts: Table = {}
        self.shown_by: set[tuple[str, str]] = set()
        """Through which conversation (its id) which context (its id) is seen."""

    def take_pull(self, answer: dict[str, Any]) -> None:
        """A whole answer of `pull`."""
        for log in answer["lost"]:
            self._erase(log[2:])
        for entry in answer["logs"]:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """One log of a pull, or one packet: apply if `from ≤ mine < to`."""
        log = entry["log"]
        if not entry.get("snapshot"):
            held = self.cursors.get(log)
            if held is None or entry["to"] <= held:
                return
            if entry["from"] > held:
                raise Gap(f"{log}: {held} is held and {entry['from']} arrived")
        elif log[0] == "u":
            self._keep_only(entry["changes"])
        self._apply(entry)

    def _apply(self, entry: Entry) -> None:
        log, to = entry["log"], entry["to"]
        self.cursors[log] = to
        conversation = self.conversations.get(log[2:])
        if log[0] == "c" and conversation:
            self._advance(conversation, entry)
        if log[0] == "r" and conversation:
            conversation["last_receipt_seq"] = max(conversation["last_receipt_seq"], to)
        for change in entry["changes"]:
            if log[0] == "c" and change["entity"] == "context":
                self._take_shared_context(log[2:], change)
            elif change["op"] == "delete":
                self._remove(log, change["entity"], change["entity_id"])
            else:
                getattr(self, f"_take_{change['entity']}")(dict(change["row"]))
            if change["entity"] == "message" and change["row"] and not entry.get("snapshot"):
                self._show_as_last(change["row"])

    def _advance(self, conversation: Row, entry: Entry) -> None:
        """The counters go first: the message that is last by them is the one that lists show."""
        if entry["to"] >= conversation["last_seq"]:
            conversation["last_seq"] = entry["to"]
            conversation.update(entry.get("head") or {})

    # Entities

    def _take_conversation(self, row: Row) -> None:
        members = row.pop("members")
        held = self.conversations.setdefault(row["id"], dict(row))
        head = row if row["last_seq"] >= held["last_seq"] else held
        receipts = max(row["last_receipt_seq"], held["last_receipt_seq"])
        newer = row if row["version"] >= held["version"] else {}
        held.update({**newer, **{name: head[name] for name in HEAD}, "last_receipt_seq": receipts})
        self._begin_at(row["id"], held["first_ordinal"])
        for member in members:
            self._take_membership(dict(member))

    def _begin_at(self, conversation_id: str, first: int) -> None:
        """What stood before has become too old and is gone everywhere."""
        gone = {
            id_
            for id_, row in self.messages.items()
            if row["conversation_id"] == conversation_id and row["ordinal"] < first
        }
        self.messages = {id_: row for id_, row in self.messages.items() if id_ not in gone}
        self.reactions = {id_: row for id_, row in self.reactions.items() if row["message_id"] not in gone}
        self.link_previews = {id_: row for id_, row in self.link_previews.items() if id_ not in gone}

    def _take_membership(self, row: Row) -> None:
        if "settings_version" in row:
            own = {name: row.pop(name) for name in SETTINGS}
            self._take_settings(
                {"conversation_id": row["conversation_id"], **own, "version": row.pop("settings_version")}
            )
        held = self.memberships.setdefault((row["conversation_id"], row["user_id"]), dict(row))
        pointers = {name: max(row[name], held[name]) for name in RECEIPT}
        held.update({**(row if row["version"] >= held["version"] else {}), **pointers})

    def _take_receipt(self, row: Row) -> None:
        held = self.memberships.get((row["conversation_id"], row["user_id"]))
        if held:
            held.update({name: max(row[name], held[name]) for name in RECEIPT})

    def _take_message(self, row: Row) -> None:
        if not _put(self.messages, row["id"], row):
            return
        if row["deleted_at"]:
            for id_ in [r["id"] for r in self.reactions.values() if r["message_id"] == row["id"]]:
                del self.reactions[id_]

    def _show_as_last(self, message: Row) -> None:
        """What lists show of a conversation; a snapshot says it itself."""
        conversation = self.conversations.get(message["conversation_id"])
        if conversation and message["ordinal"] == conversation["last_ordinal"]:
            conversation["last_message"] = {
                "id": message["id"],
                "sender_id": message["sender_id"],
                "preview": " ".join(message["content"].split())[:500],
                "created_at": message["created_at"],
            }

    def _take_reaction(self, row: Row) -> None:
        _put(self.reactions, row["id"], row)

    def _take_user(self, row: Row) -> None:
        held = self.users.get(row["id"])
        if held is None or row["updated_at"] >= held["updated_at"]:
            self.users[row["id"]] = row

    def _take_contact(self, row: Row) -> None:
        _put(self.contacts, row["id"], row)

    def _take_context(self, row: Row) -> None:
        _put(self.contexts, row["id"], row)

    def _take_shared_context(self, conversation_id: str, change: Row) -> None:
        """Somebody else's is held as long as any conversation shows it; one's own come by one's own log alone."""
        shown = (conversation_id, change["entity_id"])
        if change["op"] == "delete":
            self._hide_contexts({shown})
        elif change["row"]["owner_id"] != self.user_id:
            self.shown_by.add(shown)
            self._take_context(dict(change["row"]))

    def _hide_contexts(self, shown: set[tuple[str, str]]) -> None:
        self.shown_by -= shown
        still = {context_id for _, context_id in self.shown_by}
        for _, id_ in shown:
            if id_ not in still and id_ in self.contexts and self.contexts[id_]["owner_id"] != self.user_id:
                del self.contexts[id_]

    def _take_settings(self, row: Row) -> None:
        _put(self.settings, row["conversation_id"], row)

    def _take_device(self, row: Row) -> None:
        self.devices[row["id"]] = row

    def _take_link_preview(self, row: Row) -> None:
        _put(self.link_previews, row["message_id"], row)

    def _take_preferences(self, row: Row) -> None:
        _put(self.preferences, row["user_id"], row)

    def _take_notice(self, row: Row) -> None:
        self.notices[row["id"]] = row

    # What goes

    def _remove(self, log: str, entity: str, entity_id: str) -> None:
        if (log[0], entity) == ("u", "conversation"):
            self._erase(entity_id)
        else:
            getattr(self, TABLES[entity]).pop(entity_id, None)

    def _keep_only(self, changes: list[Row]) -> None:
        """A snapshot of one's own log is all there is: what it does not name is gone."""
        named = {(change["entity"], change["entity_id"]) for change in changes}
        for id_ in [id_ for id_ in self.conversations if ("conversation", id_) not in named]:
            self._erase(id_)
        self.devices = {id_: row for id_, row in self.devices.items() if ("device", id_) in named}
        self.notices = {id_: row for id_, row in self.notices.items() if ("notice", id_) in named}

    def _erase(self, conversation_id: str) -> None:
        self.conversations.pop(conversation_id, None)
        self.settings.pop(conversation_id, None)
        self._hide_contexts({shown for shown in self.shown_by if shown[0] == conversation_id})
        for log in (f"c:{conversation_id}", f"r:{conversation_id}"):
            self.cursors.pop(log, None)
        for table in (self.memberships, self.messages, self.reactions, self.link_previews):
            for key in [key for key, row in table.items() if row["conversation_id"] == conversation_id]:
                del table[key]

    # What can be compared

    def shown(self) -> dict[str, Table]:
        """Everything that a person can see: without taken-back reactions and profiles that nothing refers to."""
        referred = {self.user_id, *(key[1] for key in self.memberships)}
        referred |= {contact["contact_id"] for contact in self.contacts.values()}
        return {
            "conversations": self.conversations,
            "memberships": self.memberships,
            "messages": self.messages,
            "reactions": {id_: row for id_, row in self.reactions.items() if row["deleted_at"] is None},
            "users": {id_: row for id_, row in self.users.items() if id_ in referred},
            "contacts": self.contacts,
            "contexts": self.contexts,
            "settings": self.settings,
            "devices": self.devices,
            "link_previews": {id_: row for id_, row in self.link_previews.items() if row["deleted_at"] is None},
            "preferences": self.preferences,
            "notices": self.notices,
        }


def _put(table: Table, key: Any, row: Row) -> bool:
    """Store the row unless the one that is held is newer."""
    held = table.get(key)
    if held is not None and held["version"] > row["version"]:
        return False
    table[key] = row
    return True
