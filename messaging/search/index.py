"""The index: what it is asked and told, whichever database keeps it.

It stands beside the tables and follows their logs, so that whoever writes a message pays nothing for it. It may be
behind, and it may hold what is no longer so: who asks looks at the rows themselves as well (`queries.py`). What was
edited is added again; what stood there before is noted as outdated, and goes later, together with what was deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection, text

from messaging.search.documents import Document
from messaging.search.words import Needle

T = TypeVar("T")

VERSION = "2"
"""Of what stands in the index; another one makes it anew."""


_OUTDATE = text(
    "INSERT INTO search_outdated VALUES (:message_id, (SELECT coalesce(max(place), 0) FROM search_entry))"
    " ON CONFLICT (message_id) DO UPDATE SET place = excluded.place"
)
_OUTDATE_GONE = text(
    "INSERT INTO search_outdated SELECT message_id, max(place) FROM search_entry"
    " WHERE message_id NOT IN (SELECT id FROM message) AND message_id NOT IN (SELECT id FROM context)"
    " GROUP BY message_id ON CONFLICT (message_id) DO UPDATE SET place = excluded.place"
)
IS_OUTDATED = "place <= (SELECT o.place FROM search_outdated AS o WHERE o.message_id = search_entry.message_id)"


class IndexDamaged(Exception):
    """What is kept of the index cannot be read: it has to be made anew."""


class Entry(NamedTuple):
    """A place in the index, higher for what came later, and the message that stands there."""

    place: int
    message_id: str


class Wanted(NamedTuple):
    """What candidates must have: all needles, and of each set of facets at least one."""

    needles: Sequence[Needle]
    facets: Sequence[Sequence[str]]
    beginnings: bool
    """Words only at their beginning, which is what people mean more often."""


class Index(Protocol):
    """Both engines do the same. What takes a connection runs inside `read` or `write`."""

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction that sees the index and the tables, and changes nothing."""

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction that changes the index alone."""

    def prepare(self, identity: str, *, anew: bool = False) -> bool:
        """Make sure that there is an index of this database; whether it was made anew, empty."""

    def size(self, connection: Connection) -> int:
        """About how many entries there are."""

    def candidates(self, connection: Connection, wanted: Wanted, below: int | None, limit: int) -> list[Entry]:
        """The newest entries that may fit, below a place."""

    def reserve(self, connection: Connection, message_ids: Iterable[str]) -> None:
        """Take places for messages that are told later (`fill`), in this order."""

    def unfilled(self, connection: Connection, limit: int) -> list[Entry]:
        """The newest places that were taken and wait to be filled."""

    def fill(self, connection: Connection, entries: Sequence[Entry], documents: Mapping[str, Document]) -> None:
        """Fill these places, the newest that wait; a message without a document leaves its place empty."""

    def append(self, connection: Connection, documents: Sequence[Document]) -> None:
        """Add documents above all others."""

    def forget(self, connection: Connection, most: int) -> int:
        """Let go of so many entries that are outdated; how many went."""

    def tidy(self, connection: Connection) -> None:
        """Much was told or forgotten: make it quick to ask, and leave nothing of what was forgotten."""

    def write_over(self) -> None:
        """Leave nothing of what was forgotten in files beside it either."""

    def close(self) -> None:
        """Let go of everything that is open."""


def outdate(connection: Connection, ids: Iterable[str]) -> None:
    """Note that nothing told of these so far holds any more; the same in every index."""
    rows = [{"message_id": each} for each in ids]
    if rows:
        connection.execute(_OUTDATE, rows)


def outdate_gone(connection: Connection) -> None:
    """The same for whatever has no row any more."""
    connection.execute(_OUTDATE_GONE)
