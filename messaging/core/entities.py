"""The registry of what can stand in a log. Features fill it; `sync` reads it.

For each log kind and entity it knows how to load the rows as they are now, given the log's owner id and entity ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

Rows = dict[str, dict[str, Any]]
Loader = Callable[[Session, str, Sequence[str]], Rows]

_loaders: dict[tuple[str, str], Loader] = {}


def entity(kind: str, name: str) -> Callable[[Loader], Loader]:
    """Register the loader of `name` in logs of `kind`: `(session, owner id, entity ids) → {entity id: row}`."""

    def register(loader: Loader) -> Loader:
        _loaders[kind, name] = loader
        return loader

    return register


def load(session: Session, log: str, name: str, ids: Sequence[str]) -> Rows:
    """The rows of these entities as they are now; what is gone is missing from the answer."""
    return _loaders[log[0], name](session, log[2:], ids)


def known() -> set[tuple[str, str]]:
    """Every `(log kind, entity)` there is; the convergence suite demands a case for each."""
    return set(_loaders)
