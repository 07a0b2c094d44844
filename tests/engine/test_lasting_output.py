"""Telling something never harms who tells it."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from pathlib import Path

import pytest

from messaging.engine.lasting_output import LastingOutput


class Full(io.StringIO):
    """A stream on a disk that is full for as long as one says so."""

    is_full = True

    def write(self, text: str) -> int:
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(text)

    def flush(self) -> None:
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")


def test_what_there_is_no_room_for_is_lost_and_nothing_else() -> None:
    stream = Full()
    output = LastingOutput(stream)
    print("Lost", file=output, flush=True)
    stream.is_full = False
    print("Kept", file=output, flush=True)
    assert stream.getvalue() == "Kept\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full, which Linux has")
def test_a_task_that_fails_while_the_log_is_full_ends_alone() -> None:
    program = """
import eventlet
from messaging.engine import lasting_output
lasting_output.install()
eventlet.spawn(lambda: 1 / 0)
eventlet.sleep(0.01)
print("still here")
"""
    with open("/dev/full", "w") as full:
        ended = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=full, text=True)
    assert (ended.stdout, ended.returncode) == ("still here\n", 0)
