"""Which part of a file is asked for (RFC 9110, 14)."""

from __future__ import annotations

from typing import NamedTuple

from werkzeug.datastructures import IfRange, Range


class Part(NamedTuple):
    """From `start` up to, not including, `stop`."""

    start: int
    stop: int


class Unsatisfiable(Exception):
    """The range lies behind the end of the file."""


def wanted(asked: Range | None, size: int) -> Part | None:
    """The part that is to be sent; None for all of it.

    Several ranges, units other than bytes and nonsense mean all of it, as they may. Raises Unsatisfiable.
    """
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    start, stop = asked.ranges[0]
    if start < 0:  # the last so many bytes
        if size == 0:
            raise Unsatisfiable
        return Part(max(0, size + start), size)
    if start >= size:
        raise Unsatisfiable
    return Part(start, size if stop is None else min(stop, size))


def still_holds(condition: IfRange | None, etag: str) -> bool:
    """Whether a range may be sent (`If-Range`): of a file that has changed since, the whole is."""
    if condition is None or (condition.etag is None and condition.date is None):
        return True
    return condition.etag == etag
