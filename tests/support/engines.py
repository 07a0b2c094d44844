"""The databases that QuChat runs on.

`pytest` runs the suite on SQLite, `pytest --database postgresql` on PostgreSQL. Most tests need not know.
"""

from __future__ import annotations

import pytest

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASES = (SQLITE, POSTGRESQL)
on_both_engines = pytest.mark.parametrize("app", [SQLITE, POSTGRESQL], indirect=True)
"""For what the two do in ways of their own: it runs on each even when only SQLite was asked for."""


def only_on(database: str, why: str) -> pytest.MarkDecorator:
    """`@only_on(SQLITE, "it is about the file")`: left out of the run on the other one."""
    return pytest.mark.only_on(database, why)


def left_out(item: pytest.Item, database: str) -> bool:
    """Whether a test has no place in a run on this database: it is about the other, or said twice."""
    parameters = getattr(item, "callspec", None)
    asked = parameters.params.get("app") if parameters else None
    twice = database == POSTGRESQL and asked == SQLITE
    return twice or any(mark.args[0] != database for mark in item.iter_markers("only_on"))
