"""The database of each data folder: its SQLite file, or with `pytest --database postgresql` one on a PostgreSQL server.

A test says which folder an application works in; which database that means follows from the run, so that every test
runs on both.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Engine, create_engine

from tests.support.postgres import Postgres

SQLITE_FILE = "messaging_app.db"

_everywhere: Postgres | None = None
"""Where the databases of this run are, if it is one on PostgreSQL."""
_names: dict[Path, tuple[Postgres, str]] = {}


def use_everywhere(server: Postgres | None) -> None:
    """From now on folders get databases on `server`; None: SQLite files of their own."""
    global _everywhere
    _everywhere = server


def url_of(folder: Path) -> str:
    """The address of a folder's database. Asking for one on PostgreSQL for the first time makes it, empty."""
    if _everywhere and folder not in _names:
        _names[folder] = _everywhere, _everywhere.new_database()
    if folder in _names:
        server, name = _names[folder]
        return server.url_of(name)
    return f"sqlite:///{folder / SQLITE_FILE}"


def put_on(server: Postgres, folder: Path) -> None:
    """Give a folder an empty database on a PostgreSQL server, whatever the others have."""
    _names[folder] = server, server.new_database()


def server_of(folder: Path) -> Postgres | None:
    """The PostgreSQL server that a folder's database is on; None: it is a file."""
    return _names[folder][0] if folder in _names else None


def environment_of(folder: Path) -> dict[str, str]:
    """What a process needs to be told to find the database of its data folder."""
    if not _everywhere and folder not in _names:
        return {}
    return {"DATABASE_URL": url_of(folder).replace("postgresql+psycopg2:", "postgresql:")}


def copy(source: Path, target: Path) -> None:
    """Put a copy of one folder's database, which nobody writes to, in the place of another's."""
    if _everywhere and source not in _names:
        url_of(source)
    if source in _names:
        server, original = _names[source]
        if target in _names:
            server.renew(_names[target][1], original)
        else:
            _names[target] = server, server.new_database(original)
        return
    remove(target)
    shutil.copyfile(source / SQLITE_FILE, target / SQLITE_FILE)


def remove(folder: Path) -> None:
    """Have a folder's database gone, if it has one."""
    if folder in _names:
        server, name = _names.pop(folder)
        server.drop(name)
    for leftover in folder.glob(f"{SQLITE_FILE}*"):
        leftover.unlink()


def remove_all() -> None:
    """Have every database gone that was made on a PostgreSQL server."""
    for folder in list(_names):
        remove(folder)


def opened(folder: Path) -> Engine:
    """The database of a folder, from outside of the application; to be disposed of."""
    return create_engine(url_of(folder))
