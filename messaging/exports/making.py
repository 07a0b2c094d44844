"""Exports: what is in each of them, in which order.

A zip with

- `index.html` and `conversations/*.html`: to read, in any browser, without QuChat
- `conversations/*.jsonl`: one conversation's rows in the shapes of the API, `{"entity": …, "row": …}` a line
- `account.jsonl`: what concerns one person alone, in the same way
- `tables/*.jsonl`: in an export of everything, all rows of each table
- `files/<id>/<name>`, `avatars/…`: bytes
- `quchat.json`: the manifest, written last: without it the export was cut
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from messaging.core.clock import iso, now
from messaging.core.extensions import db
from messaging.core.meta import installation
from messaging.exports.account import account_lines, own_files
from messaging.exports.conversations import Told, all_conversation_ids, everything_in, told_conversation
from messaging.exports.lines import lines
from messaging.exports.media import file_entries, picture_entries
from messaging.exports.pages import conversation_page, index_page, page_names
from messaging.exports.tables import exported_tables, rows_of
from messaging.exports.zipping import Entry, zipped
from messaging.files.models import File

FORMAT = "quchat-server-export"
VERSION = 1
RENAMED = (
    "Files that a computer could run (pages, scripts, programs) end in .txt here, so that a click only shows them. "
    "Take that away only if you trust who sent them."
)


class Watcher(Protocol):
    """Hears how far it has come."""

    def begin(self, what: str, length: int) -> None: ...

    def advance(self, count: int) -> None: ...


class Nobody:
    """Watches nothing."""

    def begin(self, what: str, length: int) -> None:
        pass

    def advance(self, count: int) -> None:
        pass


@dataclass(slots=True)
class Export:
    """One export: whose (None: nobody's in particular), of which conversations, or of everything."""

    title: str
    conversation_ids: list[str]
    user_id: str | None = None
    everything: bool = False
    with_files: bool = True
    watcher: Watcher = field(default_factory=Nobody)
    missing: list[str] = field(default_factory=list)
    """Files whose bytes are not here."""
    _files: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def stream(self) -> Iterator[bytes]:
        """The zip file, piece by piece. Needs an application context for as long as it is read."""
        return zipped(self._entries())

    def _entries(self) -> Iterator[Entry]:
        begun_at = iso(now())
        conversations = [
            told_conversation(id_, number, self.user_id) for number, id_ in enumerate(self.conversation_ids, 1)
        ]
        about = [f"As the server held it on {begun_at[:16].replace('T', ' ')} UTC."]
        if self.with_files:
            about.append(RENAMED)
        yield Entry("index.html", index_page(self.title, about, conversations))
        if self.user_id:
            yield Entry("account.jsonl", self._counted("account", lines(account_lines(self.user_id))))
        self.watcher.begin("Conversations", len(conversations))
        for conversation in conversations:
            yield from self._conversation(conversation)
            self.watcher.advance(1)
        if self.everything:
            for table in exported_tables():
                yield Entry(f"tables/{table.name}.jsonl", self._counted(str(table.name), lines(rows_of(table))))
        yield from self._media()
        yield Entry("quchat.json", [self._manifest(begun_at)])

    def _conversation(self, conversation: Told) -> Iterator[Entry]:
        if not self.everything:  # whose tables hold it all
            rows = lines(everything_in(conversation, self._files))
            yield Entry(
                f"conversations/{conversation.file_name}.jsonl",
                self._counted(f"conversation {conversation.name}", rows),
            )
        for number, name in enumerate(page_names(conversation)):
            yield Entry(f"conversations/{name}", conversation_page(conversation, number))

    def _media(self) -> Iterator[Entry]:
        if not self.with_files:
            return
        if self.user_id:
            self._files |= own_files(self.user_id)
        if self.everything:
            self._files |= {row.id: row.name for row in db.session.execute(db.select(File.id, File.name))}
            yield from picture_entries()
        self.watcher.begin("Files", len(self._files))
        for entry in file_entries(self._files, self.missing):
            yield entry
            self.watcher.advance(1)

    def _counted(self, name: str, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Counts lines as they pass."""
        self._counts[name] = 0
        for part in parts:
            self._counts[name] += 1
            yield part

    def _manifest(self, begun_at: str) -> bytes:
        told: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "title": self.title,
            "server_id": installation.server_id,
            "epoch": installation.epoch,
            "begun_at": begun_at,
            "ended_at": iso(now()),
            "lines": self._counts,
            "files": len(self._files) - len(self.missing) if self.with_files else 0,
            "files_missing": self.missing,
        }
        return orjson.dumps(told, option=orjson.OPT_INDENT_2)


def everything(*, with_files: bool = True) -> Export:
    """All that there is."""
    ids = list(all_conversation_ids())
    return Export("Everything", ids, everything=True, with_files=with_files)
