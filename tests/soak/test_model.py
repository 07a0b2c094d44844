"""The model on a few seeds; `make soak` tries many for longer. SEED=7 repeats one, STEPS=50 makes it shorter."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.soak.world import PEOPLE, run

STEPS = int(os.environ.get("STEPS", "500"))
SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else [1, 2]
FAULTS = {
    "packet dropped", "packet doubled", "packet late", "acknowledged twice", "acknowledgement lost", "kill",
    "offline", "close", "clock", "file",
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_all_devices_agree_with_the_server_in_the_end(seed: int, live_server: Callable[..., Any]) -> None:
    assert len(PEOPLE) > len(set(PEOPLE)), "nobody has two devices"
    with live_server("eventlet") as server:
        happened = run(seed, server, STEPS)
    if STEPS >= 500:
        assert happened.keys() >= FAULTS, "something never went wrong, so this proves less than it says"
