"""Standard output and error that no full disk turns against whoever writes to them.

Eventlet's hub prints what a task raised. Where the log is a file on the disk that has just become full, printing raises
in the hub itself, and the process would end with it: at the moment when live delivery is all that goes on.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO


class LastingOutput:
    """A stream that loses what it cannot write."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        with suppress(OSError):  # what stands in the buffer is written when there is room again
            self._stream.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def install() -> None:
    """From now on nobody fails by telling something."""
    sys.stdout, sys.stderr = LastingOutput(sys.stdout), LastingOutput(sys.stderr)
