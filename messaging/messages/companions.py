"""What belongs to messages, has rows of its own, and travels beside a page of them: reactions, link previews.

Features that come after messages register theirs here, so that whoever reads a page gets all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

Row = dict[str, Any]
Loader = Callable[[Session, Sequence[Row]], list[Row]]

_loaders: dict[str, Loader] = {}


def companion(name: str) -> Callable[[Loader], Loader]:
    """Register the loader of a page's field `name`: `(session, messages in order) → rows`."""

    def register(loader: Loader) -> Loader:
        _loaders[name] = loader
        return loader

    return register


def companions_of(session: Session, messages: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows that go with these messages of one conversation, by the field of the page."""
    return {name: load(session, messages) for name, load in _loaders.items()}
