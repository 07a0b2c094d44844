"""What a live server has in its database, read past it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from tests.support import databases

Rows = list[tuple[Any, ...]]


class Stored:
    """Rows of the database of a data folder."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._on_sqlite = connection.dialect.name == "sqlite"

    def rows(self, statement: str, *values: Any) -> Rows:
        """What a statement with `?` for its values gives."""
        if not self._on_sqlite:
            statement = statement.replace("%", "%%").replace("?", "%s")
        return [tuple(row) for row in self._connection.exec_driver_sql(statement, values)]

    def numbers(self) -> dict[str, list[int]]:
        """The numbers of each log's entries, in order."""
        numbers: defaultdict[str, list[int]] = defaultdict(list)
        for log, seq in self.rows("SELECT log, seq FROM sync_event ORDER BY log, seq"):
            numbers[log].append(seq)
        return dict(numbers)

    def heads(self) -> dict[str, int]:
        """The last number that each log has given, where it has given any."""
        heads = self.rows("SELECT 'c:' || id, last_seq FROM conversation WHERE last_seq > 0")
        return dict(heads + self.rows("SELECT 'u:' || user_id, last_seq FROM user_log WHERE last_seq > 0"))

    def check(self) -> None:
        """Everything that must hold of the rows at any time, however they came about."""
        if self._on_sqlite:
            assert self.rows("PRAGMA integrity_check") == [("ok",)]
            assert self.rows("PRAGMA foreign_key_check") == []
        self._check_numbers()
        self._check_messages()
        self._check_receipts()

    def _check_numbers(self) -> None:
        """Without holes; only of a conversation that begins later now, entries of what is gone are missing."""
        swept = {f"c:{id_}" for (id_,) in self.rows("SELECT id FROM conversation WHERE first_ordinal > 1")}
        numbers, heads = self.numbers(), self.heads()
        for log in swept:
            assert numbers[log] == sorted(set(numbers[log]))
            assert numbers[log][-1] == heads[log]
        whole = {log: list(range(1, last + 1)) for log, last in heads.items() if log not in swept}
        assert {log: numbers[log] for log in numbers if log not in swept} == whole

    def _check_messages(self) -> None:
        # SQLite has one writer at a time, so the order of the rows is the order of the commits.
        order = "rowid" if self._on_sqlite else "ordinal"
        heads = self.rows("SELECT id, first_ordinal, last_ordinal, message_count FROM conversation")
        for id_, first_ordinal, last_ordinal, message_count in heads:
            messages = self.rows(
                "SELECT ordinal, deleted_at IS NULL, edited_at IS NULL AND deleted_at IS NULL, version FROM message"
                f" WHERE conversation_id = ? ORDER BY {order}",
                id_,
            )
            assert [ordinal for ordinal, *_ in messages] == list(range(first_ordinal, last_ordinal + 1))
            assert sum(present for _, present, *_ in messages) == message_count
            untouched = [version for *_, never_changed, version in messages if never_changed]
            assert untouched == sorted(set(untouched))

    def _check_receipts(self) -> None:
        for id_, last in self.rows("SELECT id, last_receipt_seq FROM conversation"):
            taken = [n for (n,) in self.rows("SELECT receipt_seq FROM membership WHERE conversation_id = ?", id_)]
            assert len(set(taken)) == len(taken)
            assert max(taken) == last


@contextmanager
def stored(data_dir: Path) -> Iterator[Stored]:
    """The database as it is now, whether or not a server is writing to it."""
    engine = databases.opened(data_dir)
    try:
        with engine.connect() as connection:
            yield Stored(connection)
    finally:
        engine.dispose()
