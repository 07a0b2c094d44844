"""The index on SQLite: FTS5 with trigrams in a file of its own, so that feeding it never holds the lock of the tables.

Connections are this module's own and work in real threads: a search must not stop eventlet's loop, nor may it take the
place of the connections that write.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DatabaseError

from messaging.core.leftovers import write_over
from messaging.core.threads import in_thread
from messaging.search.documents import Document
from messaging.search.grams import gram_of_facet, grams_of, text_of
from messaging.search.index import IS_OUTDATED, Entry, IndexDamaged, Wanted
from messaging.search.words import words_of

T = TypeVar("T")

FACETS = 13
"""Columns for facets, one each, since neighbours in one column would make pieces of both."""
_columns = ["line", *(f"facet{number}" for number in range(FACETS))]
# Without positions and a copy of its own of every column FTS5 takes a third of the room; whoever asks looks at the rows
# anyway. To let go of a row it must be told once more what stood there: the entries keep that, written closer.
TABLES = f"""
CREATE TABLE search_state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE search_followed (log TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE search_outdated (message_id TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE search_entry (place INTEGER PRIMARY KEY, message_id TEXT NOT NULL, line TEXT, facets TEXT);
CREATE VIRTUAL TABLE search_words USING fts5(
    {", ".join(_columns)}, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1'
);
"""
_CANDIDATES = text(
    "SELECT place, message_id FROM search_entry WHERE place IN (SELECT rowid FROM search_words"
    " WHERE search_words MATCH :match AND rowid < :below ORDER BY rowid DESC LIMIT :limit) ORDER BY place DESC"
)
_UNFILLED = text(
    "SELECT place, message_id FROM search_entry"
    " WHERE place < (SELECT CAST(value AS INTEGER) FROM search_state WHERE name = 'unfilled below')"
    " ORDER BY place DESC LIMIT :limit"
)
_TAKE_THE_LOCK = text("UPDATE search_state SET value = value WHERE name = 'identity'")
_NEWEST = text("SELECT coalesce(max(place), 0) FROM search_entry")
_RESERVE = text("INSERT INTO search_entry (message_id) VALUES (:message_id)")
_UNFILLED_BELOW = text("INSERT OR REPLACE INTO search_state VALUES ('unfilled below', :place)")
_MERGE = text("INSERT INTO search_words (search_words) VALUES ('optimize')")
_APPEND = text("INSERT INTO search_entry VALUES (:place, :message_id, :line, :facets)")
_FILL = text("UPDATE search_entry SET line = :line, facets = :facets WHERE place = :place")
_OUTDATED = text(f"SELECT place, line, facets FROM search_entry WHERE {IS_OUTDATED} LIMIT :most")  # noqa: S608
_DROP = text("DELETE FROM search_entry WHERE place = :place")
_each = ", ".join("?" * len(_columns))
_INDEX = f"INSERT INTO search_words (rowid, {', '.join(_columns)}) VALUES (?, {_each})"  # noqa: S608
_UNINDEX = f"INSERT INTO search_words (search_words, rowid, {', '.join(_columns)}) VALUES ('delete', ?, {_each})"  # noqa: S608
ABOVE_ALL = 2**62


class Told(NamedTuple):
    """What stands at a place: a searchable line, and the pieces of its facets, one after the other."""

    place: int
    line: str
    facets: str

    @property
    def values(self) -> list[object]:
        """The row number and all columns as FTS5 is told them."""
        pieces = [self.facets[3 * number : 3 * number + 3] for number in range(FACETS)]
        return [self.place, text_of(words_of(self.line)), *pieces]


class SqliteIndex:
    def __init__(self, tables: Path, folder: Path) -> None:
        self._tables = tables
        self._file = folder / "search-index.db"
        self._idle: deque[Connection] = deque()
        self._readers = self._engine("ro")
        self._writers = self._engine("rwc")

    def read(self, work: Callable[[Connection], T]) -> T:
        return in_thread(self._noticing, self._read, work)

    def write(self, work: Callable[[Connection], T]) -> T:
        return in_thread(self._noticing, self._write, work)

    def _noticing(self, way: Callable[[Callable[[Connection], T]], T], work: Callable[[Connection], T]) -> T:
        try:
            return way(work)
        except (DatabaseError, sqlite3.DatabaseError) as error:
            cause = getattr(error, "orig", error)
            if not isinstance(cause, sqlite3.OperationalError):
                raise IndexDamaged from error
            raise

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._readers.connect()
        try:
            with connection.begin():
                result = work(connection)
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return result

    def _write(self, work: Callable[[Connection], T]) -> T:
        with self._writers.connect() as connection, connection.begin():
            # A transaction that writes only after it has read fails when another process wrote in between.
            connection.execute(_TAKE_THE_LOCK)
            return work(connection)

    def prepare(self, identity: str, *, anew: bool = False) -> bool:
        return in_thread(self._prepare, identity, anew)

    def _prepare(self, identity: str, anew: bool) -> bool:
        try:
            if not anew and self._identity() == identity:
                return False
        except sqlite3.DatabaseError:
            pass  # damaged, or cut off when it was made: everything in it can be had again
        self.close()
        for leftover in self._file.parent.glob(f"{self._file.name}*"):
            leftover.unlink()
        with sqlite3.connect(self._file) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(TABLES)
            connection.execute("INSERT INTO search_state VALUES ('identity', ?)", (identity,))
        connection.close()
        return True

    def _identity(self) -> str | None:
        if not self._file.exists():
            return None
        connection = sqlite3.connect(self._file)
        try:
            row = connection.execute("SELECT value FROM search_state WHERE name = 'identity'").fetchone()
        finally:
            connection.close()
        return row[0] if row else None

    def size(self, connection: Connection) -> int:
        return int(connection.execute(_NEWEST).scalar_one())

    def candidates(self, connection: Connection, wanted: Wanted, below: int | None, limit: int) -> list[Entry]:
        values = {"match": _match(wanted), "below": below or ABOVE_ALL, "limit": limit}
        return [Entry(*row) for row in connection.execute(_CANDIDATES, values)]

    def reserve(self, connection: Connection, message_ids: Iterable[str]) -> None:
        rows = [{"message_id": message_id} for message_id in message_ids]
        if rows:
            connection.execute(_RESERVE, rows)
        connection.execute(_UNFILLED_BELOW, {"place": ABOVE_ALL if rows else 0})

    def unfilled(self, connection: Connection, limit: int) -> list[Entry]:
        return [Entry(*row) for row in connection.execute(_UNFILLED, {"limit": limit})]

    def fill(self, connection: Connection, entries: Sequence[Entry], documents: Mapping[str, Document]) -> None:
        # From the lowest on: going down, FTS5 would begin a new segment for each.
        told = [
            _told(entry.place, documents[entry.message_id]) for entry in entries[::-1] if entry.message_id in documents
        ]
        if told:
            connection.execute(_FILL, [each._asdict() for each in told])
        _say(connection, _INDEX, told)
        connection.execute(_UNFILLED_BELOW, {"place": entries[-1].place})

    def append(self, connection: Connection, documents: Sequence[Document]) -> None:
        told = [_told(place, each) for place, each in enumerate(documents, self.size(connection) + 1)]
        if told:
            rows = [{"message_id": of.row["id"], **each._asdict()} for of, each in zip(documents, told, strict=True)]
            connection.execute(_APPEND, rows)
        _say(connection, _INDEX, told)

    def forget(self, connection: Connection, most: int) -> int:
        outdated = [Told(*row) for row in connection.execute(_OUTDATED, {"most": most})]
        # A place that was taken and not filled has told nothing.
        _say(connection, _UNINDEX, [each for each in outdated if each.line is not None])
        if outdated:
            connection.execute(_DROP, [{"place": each.place} for each in outdated])
        return len(outdated)

    def tidy(self, connection: Connection) -> None:
        connection.execute(_MERGE)

    def write_over(self) -> None:
        in_thread(write_over, self._file)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _engine(self, mode: str) -> Engine:
        engine = create_engine("sqlite://", creator=lambda: self._open(mode), poolclass=NullPool, hide_parameters=True)

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            # Not IMMEDIATE, which would lock the tables, too: only the index is written, and by one at a time.
            connection.exec_driver_sql("BEGIN")

        return engine

    def _open(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._file.as_uri()}?mode={mode}", uri=True, check_same_thread=False, isolation_level=None
        )
        connection.execute("ATTACH ? AS tables", (f"{self._tables.as_uri()}?mode=ro",))
        for pragma in (
            "synchronous=NORMAL",
            "busy_timeout=60000",  # tidying a large index takes seconds, and nobody waits along with this thread
            "cache_size=-16000",
            "mmap_size=1073741824",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def _told(place: int, document: Document) -> Told:
    grams = [gram_of_facet(facet) for facet in sorted(document.facets)][:FACETS]
    return Told(place, document.line, "".join(grams))


def _say(connection: Connection, statement: str, told: Sequence[Told]) -> None:
    if told:
        connection.connection.cursor().executemany(statement, [each.values for each in told])


def _match(wanted: Wanted) -> str:
    """FTS5's query. Pieces are quoted; those of words hold letters, digits and spaces alone."""
    parts = [_quoted(gram) for needle in wanted.needles for gram in grams_of(needle, beginning=wanted.beginnings)]
    for facets in wanted.facets:
        parts.append(f"({' OR '.join(_quoted(gram_of_facet(facet)) for facet in facets)})")
    return " AND ".join(parts)


def _quoted(gram: str) -> str:
    doubled = gram.replace('"', '""')
    return f'"{doubled}"'
