"""A zip file written while it is read: however large it is, it takes no memory and no room on the disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple, cast

from messaging.core.threads import one_turn

PIECE = 256 * 1024


class Entry(NamedTuple):
    """One file of it. What is compressed already (`packed`) is stored as it is."""

    name: str
    content: Iterable[bytes]
    packed: bool = False


class _Sink:
    """Takes what the zip file writes, until somebody fetches it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.waiting = 0

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        self.waiting += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def fetch(self) -> bytes:
        pieces, self._pieces, self.waiting = self._pieces, [], 0
        return b"".join(pieces)


def zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The zip file with these entries, piece by piece."""
    sink = _Sink()
    with zipfile.ZipFile(cast(BinaryIO, sink), "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, datetime.now(UTC).timetuple()[:6])
            info.compress_type = zipfile.ZIP_STORED if entry.packed else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            with archive.open(info, "w", force_zip64=True) as file:
                for part in entry.content:
                    file.write(part)
                    if sink.waiting >= PIECE:
                        yield sink.fetch()
                        one_turn()
    yield sink.fetch()
