"""The index on PostgreSQL: whole words, signs and facets in a tsvector, parts of words by pg_trgm.

Its tables are the index's own, made and made anew by this module like the file that holds it on SQLite: a migration
could not fill them. A server without pg_trgm, or whose administrator does not let this user bring it in, searches for
parts of words without its help, more slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Engine, TextClause, text

from messaging.search.documents import Document
from messaging.search.index import IS_OUTDATED, Entry, Wanted
from messaging.search.words import Needle, Word

T = TypeVar("T")

LONGEST_WORD = 100
"""Of a word the beginning is kept in the tsvector, which refuses words of more than 2,046 bytes."""
LOCK = 0x7365617263680000
"""Number of the advisory lock under which the tables are made and filled."""
TABLES = (
    "DROP TABLE IF EXISTS search_state, search_followed, search_outdated, search_entry",
    "CREATE TABLE search_state (name text PRIMARY KEY, value text NOT NULL)",
    "CREATE TABLE search_followed (log varchar(38) PRIMARY KEY, seq bigint NOT NULL)",
    "CREATE TABLE search_outdated (message_id varchar(36) PRIMARY KEY, place bigint NOT NULL)",
    "CREATE TABLE search_entry"
    " (place bigserial PRIMARY KEY, message_id varchar(36) NOT NULL, line text, words tsvector)",
    "CREATE INDEX ix_search_entry_words ON search_entry USING gin (words)",
    "CREATE INDEX ix_search_entry_unfilled ON search_entry (place) WHERE words IS NULL",
)
PARTS = "CREATE INDEX ix_search_entry_line ON search_entry USING gin (line gin_trgm_ops)"
ABOVE_ALL = 2**62
_BRING_TRIGRAMS = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
_RESERVE = text("INSERT INTO search_entry (message_id) VALUES (:message_id)")
_UNFILLED = text("SELECT place, message_id FROM search_entry WHERE words IS NULL ORDER BY place DESC LIMIT :limit")
_FILL = text(
    "UPDATE search_entry SET line = :line, words = array_to_tsvector(CAST(:words AS text[])) WHERE place = :place"
)
_FORGET = text("DELETE FROM search_entry WHERE place = :place")
_FORGET_OUTDATED = text(
    f"DELETE FROM search_entry WHERE place IN (SELECT place FROM search_entry WHERE {IS_OUTDATED} LIMIT :most)"  # noqa: S608
)
_APPEND = text(
    "INSERT INTO search_entry (message_id, line, words)"
    " VALUES (:message_id, :line, array_to_tsvector(CAST(:words AS text[])))"
)


class PostgresIndex:
    """Queries wait for the server without stopping eventlet's loop (docs/engine.md), so they need no thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return work(connection)

    def write(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            # One process at a time: two would follow the same logs, and the later one's work would be for nothing.
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            return work(connection)

    def prepare(self, identity: str, *, anew: bool = False) -> bool:
        with self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            if not anew and self._identity(connection) == identity:
                return False
            for statement in TABLES:
                connection.exec_driver_sql(statement)
            if _trigrams(connection):
                connection.exec_driver_sql(PARTS)
            connection.execute(text("INSERT INTO search_state VALUES ('identity', :value)"), {"value": identity})
        return True

    def _identity(self, connection: Connection) -> str | None:
        if connection.execute(text("SELECT to_regclass('search_state')")).scalar() is None:
            return None
        value: str | None = connection.execute(text("SELECT value FROM search_state WHERE name = 'identity'")).scalar()
        return value

    def size(self, connection: Connection) -> int:
        return int(connection.execute(text("SELECT coalesce(max(place), 0) FROM search_entry")).scalar_one())

    def candidates(self, connection: Connection, wanted: Wanted, below: int | None, limit: int) -> list[Entry]:
        statement, values = _question(wanted)
        return [
            Entry(*row)
            for row in connection.execute(statement, {**values, "below": below or ABOVE_ALL, "limit": limit})
        ]

    def reserve(self, connection: Connection, message_ids: Iterable[str]) -> None:
        rows = [{"message_id": message_id} for message_id in message_ids]
        if rows:
            connection.execute(_RESERVE, rows)

    def unfilled(self, connection: Connection, limit: int) -> list[Entry]:
        return [Entry(*row) for row in connection.execute(_UNFILLED, {"limit": limit})]

    def fill(self, connection: Connection, entries: Sequence[Entry], documents: Mapping[str, Document]) -> None:
        empty = [{"place": entry.place} for entry in entries if entry.message_id not in documents]
        told = [
            {"place": entry.place, **_values(documents[entry.message_id])}
            for entry in entries
            if entry.message_id in documents
        ]
        for statement, rows in ((_FORGET, empty), (_FILL, told)):
            if rows:
                connection.execute(statement, rows)

    def append(self, connection: Connection, documents: Sequence[Document]) -> None:
        rows = [{"message_id": document.row["id"], **_values(document)} for document in documents]
        if rows:
            connection.execute(_APPEND, rows)

    def forget(self, connection: Connection, most: int) -> int:
        return connection.execute(_FORGET_OUTDATED, {"most": most}).rowcount

    def tidy(self, connection: Connection) -> None:
        connection.exec_driver_sql("ANALYZE search_entry")

    def write_over(self) -> None:
        """PostgreSQL's own vacuum gives the room of deleted rows to others."""

    def close(self) -> None:
        """The connections belong to the application's engine."""


def _trigrams(connection: Connection) -> bool:
    """Whether pg_trgm is here, brought in where that is possible."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(_BRING_TRIGRAMS)
    except Exception:
        return False
    return True


def _values(document: Document) -> dict[str, object]:
    lexemes = {lexeme for word in document.words for lexeme in _lexemes(word)} | document.facets
    return {"line": document.line, "words": sorted(lexemes)}


def _lexemes(word: Word) -> list[str]:
    if not word.unspaced:
        return [word.text[:LONGEST_WORD]]
    signs = word.text
    return [*signs, *(signs[at : at + 2] for at in range(len(signs) - 1))]


def _question(wanted: Wanted) -> tuple[TextClause, dict[str, object]]:
    """Words and facets as one tsquery; parts of words, which it does not know, by their letters."""
    terms, likes, values = list[str](), list[str](), dict[str, object]()
    for needle in wanted.needles:
        if needle.kind == "part" and not wanted.beginnings:
            values[f"part{len(likes)}"] = f"%{needle.text}%"
            likes.append(f"line LIKE :part{len(likes)}")
        else:
            terms += _terms(needle)
    terms += [f"({' | '.join(_quoted(facet) for facet in facets)})" for facets in wanted.facets]
    if terms:
        values["words"] = " & ".join(terms)
        likes.append("words @@ CAST(:words AS tsquery)")
    where = " AND ".join(["words IS NOT NULL", "place < :below", *likes])
    return text(
        f"SELECT place, message_id FROM search_entry WHERE {where} ORDER BY place DESC LIMIT :limit"  # noqa: S608
    ), values


def _terms(needle: Needle) -> list[str]:
    if needle.kind != "unspaced":
        return [f"{_quoted(needle.text[:LONGEST_WORD])}:*"]
    signs = needle.text
    return [_quoted(signs[at : at + 2]) for at in range(len(signs) - 1)] or [_quoted(signs)]


def _quoted(lexeme: str) -> str:
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
