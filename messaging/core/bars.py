"""Progress bars of commands that take a while; where nobody watches (a log, a pipe), one line a step."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

import click


class Bars:
    """One bar after the other, on the error output, so that what a command says can be kept by itself."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> Bars:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._end()

    def begin(self, what: str, length: int) -> None:
        """The next step, so many pieces long."""
        self._end()
        self._bar = click.progressbar(length=max(1, length), label=f"{what:<36}", file=sys.stderr, show_pos=True)
        self._bar.__enter__()

    def advance(self, count: int) -> None:
        if self._bar is not None:
            self._bar.update(count)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
