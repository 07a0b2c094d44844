"""Which errors of the database say that it can't do its work now, and why; all others are about one statement."""

from __future__ import annotations

import errno
import sqlite3
from typing import Literal

from sqlalchemy.exc import DBAPIError, TimeoutError

Reason = Literal["full", "busy", "read_only", "damaged", "away"]

FOR_THE_LOG: dict[Reason, str] = {
    "full": "the disk is full: free some room",
    "busy": "another program holds it: end that program",
    "read_only": "it may only be read: look at the rights of the file and its folder, and how the disk is mounted",
    "damaged": "it is damaged: stop the server and restore a backup (docs/backup.md)",
    "away": "it can't be reached: look whether it runs, and whether its disk is there",
}
"""What is wrong and what to do, for whoever runs the server."""

# Beginnings of SQLite's names of errors.
_SQLITE: dict[str, Reason] = {
    "SQLITE_FULL": "full",
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_READONLY": "read_only",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_CANTOPEN": "away",
    "SQLITE_IOERR": "away",
}
# Beginnings of PostgreSQL's codes (its manual, appendix A). Deadlocks and rows that stay locked are none of them:
# whoever met one tries again.
_POSTGRES: dict[str, Reason] = {
    "53100": "full",
    "53": "busy",
    "25006": "read_only",
    "XX001": "damaged",
    "XX002": "damaged",
    "08": "away",
    "57P": "away",
    "58": "away",
}


def reason_of(error: BaseException) -> Reason | None:
    """Why the database does not take part, if that is what `error` says."""
    if isinstance(error, TimeoutError):  # no connection became free
        return "busy"
    if isinstance(error, OSError):
        return "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else None
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _by_beginning(_SQLITE, getattr(cause, "sqlite_errorname", ""))
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(cause, "pgcode", None)
    if code:
        return _by_beginning(_POSTGRES, code)
    # The connection broke, or none could be made: psycopg2 has no code for that.
    return "away" if type(cause).__name__ in ("OperationalError", "InterfaceError") else None


def _by_beginning(reasons: dict[str, Reason], name: str) -> Reason | None:
    return next((reason for beginning, reason in reasons.items() if name.startswith(beginning)), None)
