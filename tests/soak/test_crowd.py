"""A small crowd for a short while: nobody misses anything, and memory stays (`make soak-crowd` tries a thousand)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.soak.crowd import TOLERANCE, growth, run


@pytest.mark.usefixtures("template")
def test_memory_is_flat_while_people_come_and_go(live_server: Callable[..., Any]) -> None:
    with live_server("eventlet") as server:
        memory = run(server, connections=150, rounds=12)
        assert "Traceback" not in server.log()
    assert growth(memory) < TOLERANCE, [round(each / 2**20, 1) for each in memory]
