"""The shapes in which such files come, read as one: what is called differently from program to program is looked for
under all its names, and what has no place here travels in `meta`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from messaging.imports.pieces import clean

MESSAGES = ("messages", "history", "chat_messages", "turns", "conversation", "dialog")
TITLE = ("title", "name", "subject", "topic")
ID = ("id", "uuid", "conversation_id", "chat_id")
ROLE = ("role", "sender", "author", "from", "type")
TEXT = ("content", "text", "message", "body", "value")
TIME = ("timestamp", "created_at", "create_time", "time", "date", "ts", "createdAt", "updated_at")
THINKING = ("thinking", "reasoning", "reasoning_content")
OWNER = ("username", "user", "owner")

ROLES = {
    **dict.fromkeys(("user", "human", "me", "you", "prompter"), "user"),
    **dict.fromkeys(("assistant", "ai", "bot", "model", "gpt", "tool", "function", "agent"), "assistant"),
    **dict.fromkeys(("system", "developer", "instructions"), "system"),
}


@dataclass(slots=True)
class Said:
    """One message of a file. `at` is None where the file does not tell."""

    role: str
    text: str
    at: datetime | None
    meta: dict[str, Any] = field(default_factory=dict)
    thinking: str | None = None


@dataclass(slots=True)
class Told:
    """One conversation of a file. `unread` counts what in it is no message."""

    key: str | None
    title: str
    owner: str | None
    at: datetime | None
    said: list[Said]
    unread: int = 0


def conversations_in(data: Any) -> list[Told]:
    """The conversations that a file's content holds; none where it is something else."""
    if _is_list_of_messages(data):
        return [_told({}, data)]
    if isinstance(data, list):
        return [told for part in data if isinstance(part, dict) for told in conversations_in(part)]
    if not isinstance(data, dict):
        return []
    if isinstance(data.get("mapping"), dict):
        return [_told(data, list(_thread(data)))]
    messages = _first(data, MESSAGES)
    if isinstance(messages, dict):
        return conversations_in({**data, "messages": list(messages.values())})
    if isinstance(messages, list):
        return [_told(data, messages)]
    nested = data.get("conversations") or data.get("chats")
    return conversations_in(nested) if isinstance(nested, list) else []


def _is_list_of_messages(data: Any) -> bool:
    return isinstance(data, list) and any(isinstance(part, dict) and _said(part) is not None for part in data[:5])


def _told(data: Mapping[str, Any], messages: list[Any]) -> Told:
    said = [_said(part) if isinstance(part, dict) else None for part in messages]
    found = [each for each in said if each is not None]
    key, title, owner = _first(data, ID), _first(data, TITLE), _first(data, OWNER)
    if isinstance(owner, dict):
        owner = _first(owner, ("username", "name"))
    return Told(
        key=str(key)[:100] if isinstance(key, str | int) else None,
        title=clean(title).strip() if isinstance(title, str) else "",
        owner=owner if isinstance(owner, str) else None,
        at=moment(_first(data, TIME[1:] + TIME[:1])),
        said=found,
        unread=sum(1 for each, part in zip(said, messages, strict=True) if each is None and part),
    )


def _said(data: dict[str, Any]) -> Said | None:
    """A message, or None for what is none: it says nothing, or nobody says it."""
    role, name = _role(data)
    text = _text(_first(data, TEXT))
    if role is None or not text.strip():
        return None
    meta = data.get("meta") or data.get("metadata")
    known = {*ROLE, *TEXT, *TIME, *THINKING, "meta", "metadata", "id", "uuid"}
    rest = {key: value for key, value in data.items() if key not in known and value not in (None, "", [], {})}
    thinking = _first(data, THINKING)
    return Said(
        role=role,
        text=text,
        at=moment(_first(data, TIME)),
        meta={**({"name": name} if name else {}), **rest, **(meta if isinstance(meta, dict) else {})},
        thinking=_text(thinking) or None if thinking else None,
    )


def _role(data: dict[str, Any]) -> tuple[str | None, str | None]:
    """Who speaks, and by what name, where it is one that is no role."""
    for field_name in ROLE:
        value = data.get(field_name)
        if isinstance(value, dict):
            value = value.get("role") or value.get("name")
        if isinstance(value, str) and value.strip():
            known = ROLES.get(value.strip().lower())
            if known:
                return known, None
            if field_name != "type":
                return "user", clean(value)[:64]
    return None, None


def _text(value: Any) -> str:
    """The words of a content, also where it is a list of parts; what is no text is named."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        if isinstance(value.get("parts"), list):
            return _text(value["parts"])
        inner = _first(value, ("text", "content", "value"))
        return _text(inner) if inner is not None else f"[{clean(str(value.get('type') or 'something'))[:40]}]"
    if isinstance(value, list):
        return "\n\n".join(filter(None, (_text(part).strip() for part in value)))
    return ""


def moment(value: Any) -> datetime | None:
    """A time in ISO 8601, or in seconds, milliseconds or microseconds since 1970; None for anything else. Without a
    zone it is taken for UTC."""
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            try:
                return moment(float(value))
            except ValueError:
                return None
        return _sound(found.replace(tzinfo=found.tzinfo or UTC))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    for scale in (1, 1e3, 1e6):
        if 1e8 < value / scale < 1e10:
            return _sound(datetime.fromtimestamp(value / scale, UTC))
    return None


def _sound(found: datetime) -> datetime | None:
    """Years that people lived in with computers: anything else is a mistake, and would be shown for ever."""
    return found.astimezone(UTC) if 1970 <= found.year < 2200 else None


def _first(data: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((data[name] for name in names if data.get(name) not in (None, "")), None)


def _thread(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The messages of a tree (`mapping`: id → {message, parent, children}) on the way to where it stands now."""
    mapping: dict[str, Any] = data["mapping"]
    at = data.get("current_node") or next(reversed(mapping), None)
    way: list[dict[str, Any]] = []
    seen: set[str] = set()
    while isinstance(at, str) and at in mapping and at not in seen:
        seen.add(at)
        node = mapping[at] if isinstance(mapping[at], dict) else {}
        if isinstance(node.get("message"), dict):
            way.append(node["message"])
        at = node.get("parent")
    yield from reversed(way)
