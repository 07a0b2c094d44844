"""A JSON file becomes conversations: groups of their owner and the assistant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from messaging.accounts.models import User
from messaging.conversations.schemas import NewConversation
from messaging.core.actor import Actor
from messaging.core.extensions import db
from messaging.core.ids import id_from
from messaging.core.threads import in_thread
from messaging.imports.conversations import admit, find_home, settle
from messaging.imports.errors import ImportFailed
from messaging.imports.json_files.reading import File, read_file
from messaging.imports.json_files.shapes import Said, Told
from messaging.imports.letters import Letter, letter_id, not_stored, take_letters
from messaging.imports.memory import Memory
from messaging.imports.people import Newcomer, People
from messaging.imports.pieces import pieces, small_meta
from messaging.imports.report import Report
from messaging.messages.schemas import MAX_META_BYTES

SOURCE = "json"
ASSISTANT = Newcomer("assistant", "assistant", "Assistant", is_bot=True)
MOST_THOUGHT = 5_000
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""In ids alone, of what the file does not date: the id must not follow from when the file was copied."""

UNREADABLE = "Could not be read"
DELETED_HERE = "Were deleted here after an earlier import, and stay so"
NOT_MESSAGES = "Hold something that is no message, which was left out"
THOUGHT_LEFT = "Had longer `thinking` than a message carries; its end was left out"
META_LEFT = "Had more in `meta` than a message carries; these fields were left out"


def owner_of_everything() -> str | None:
    """Whose conversations are that name nobody: the first administrator's. None: there is nobody yet."""
    administrators = select(User.id).where(User.is_admin, User.deactivated_at.is_(None))
    first: str | None = db.session.scalar(administrators.order_by(User.created_at, User.id).limit(1))
    return first


class JsonImport:
    """Takes files over, one after the other, for one default owner."""

    def __init__(self, owner_id: str, report: Report) -> None:
        self._memory = Memory(SOURCE)
        self._people = People(self._memory)
        self._owner_id = owner_id
        self.report = report

    def take(self, path: Path, done: Callable[[int], None] = lambda _count: None) -> None:
        """Take one file over; what was taken already is known by its content, whatever it is called now."""
        try:
            file = in_thread(read_file, path)
        except ImportFailed as error:
            self.report.leave(UNREADABLE, f"{path.name} {error.message}")
            return
        if self._memory.knows("file", file.digest):
            return
        self._take(path, file, done)
        self._memory.note("file", file.digest, None)

    def _take(self, path: Path, file: File, done: Callable[[int], None]) -> None:
        if not any(told.said for told in file.told):
            self.report.leave(UNREADABLE, f"{path.name} holds no conversation")
        for number, told in enumerate(file.told, 1):
            name = path.name if len(file.told) == 1 else f"{path.name} ({number})"
            if told.unread:
                self.report.leave(NOT_MESSAGES, f"{name}: {told.unread}")
            if told.said:
                self._take_one(told, path, name, done)

    def _take_one(self, told: Told, path: Path, name: str, done: Callable[[int], None]) -> None:
        first = told.said[0]
        key = told.key or id_from(NO_TIME, path.stem, first.role, first.text, str(first.at))
        began = told.at or first.at or datetime.fromtimestamp(path.stat().st_mtime, UTC)
        owner, assistant = self._owner(told), self._people.take(ASSISTANT)
        form = NewConversation(
            kind="group", id=id_from(told.at or first.at or NO_TIME, SOURCE, key), title=_title(told, path)
        )
        home = find_home(self._memory, key, Actor(owner), form, began)
        if home is None:
            self.report.leave(DELETED_HERE, name)
            return
        letters = list(self._letters(told, key, began, name, owner, assistant))
        admit(home, [owner, assistant] if home.new else [each.sender_id for each in not_stored(letters)])
        take_letters(home.id, letters, self.report, done)
        settle(self._memory, home, [owner, assistant])
        self.report.took("conversations", int(home.new))

    def _owner(self, told: Told) -> str:
        if told.owner:
            named: str | None = db.session.scalar(
                select(User.id).where(User.username == told.owner.strip().lower(), User.deactivated_at.is_(None))
            )
            if named:
                return named
        return self._owner_id

    def _letters(
        self, told: Told, key: str, began: datetime, name: str, owner: str, assistant: str
    ) -> Iterator[Letter]:
        """Its messages in order; one that is too long is several."""
        at, repeated = began, Counter[str]()
        for number, said in enumerate(told.said, 1):
            at = said.at or at + timedelta(milliseconds=1)
            told_apart = "\0".join((key, said.role, said.text, str(said.at)))
            repeated[told_apart] += 1
            where = f"{name}, message {number}"
            meta, thinking = self._meta(said, where), self._thinking(said, where)
            for part, piece in enumerate(pieces(said.text)):
                yield Letter(
                    id=letter_id(said.at or NO_TIME, told_apart, str(repeated[told_apart]), str(part)),
                    sender_id=owner if said.role == "user" else assistant,
                    content=piece,
                    at=at,
                    where=where,
                    role=said.role,
                    meta=meta if part == 0 else None,
                    thinking=thinking if part == 0 else None,
                )

    def _thinking(self, said: Said, where: str) -> str | None:
        if said.thinking and len(said.thinking) > MOST_THOUGHT:
            self.report.leave(THOUGHT_LEFT, where)
        return said.thinking and said.thinking[:MOST_THOUGHT]

    def _meta(self, said: Said, where: str) -> dict[str, Any] | None:
        given = {**said.meta, "event": "instructions"} if said.role == "system" else said.meta
        kept, left = small_meta(given, MAX_META_BYTES)
        if left:
            self.report.leave(META_LEFT, f"{where}: {', '.join(left)}")
        return kept


def _title(told: Told, path: Path) -> str:
    """The file's own title, else how its first question begins, else the file's name."""
    asked = next((said.text for said in told.said if said.role == "user"), "")
    line = told.title or " ".join(asked.split()) or path.stem
    return line if len(line) <= 100 else line[:99].rstrip() + "…"
