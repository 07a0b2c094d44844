"""The index: what it is asked and told, whichever database keeps it.

It stands beside the tables and follows their logs, so that whoever writes a message pays nothing for it. It may be
behind, and it may hold what is no longer so: who asks looks at the rows themselves as well (`queries.py`). Documents
are only added; what was edited is added again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection, text

from messaging.search.documents import Document
from messaging.search.words import Needle

T = TypeVar("T")

VERSION = "1"
"""Of what stands in the index; another one makes it anew."""


# The highest place stays, from which the next ones are counted.
FORGET_GONE = text(
    "DELETE FROM search_entry WHERE place < (SELECT max(place) FROM search_entry)"
    " AND message_id NOT IN (SELECT id FROM message) AND message_id NOT IN (SELECT id FROM context)"
)


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

    def forget_gone(self, connection: Connection) -> None:
        """Let go of what has no row any more."""

    def tidy(self, connection: Connection) -> None:
        """Everything that there was is told now: make it quick to ask."""

    def close(self) -> None:
        """Let go of everything that is open."""
