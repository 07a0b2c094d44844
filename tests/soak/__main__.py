"""`make soak`: one seed after another, each on a server of its own, until one fails or the time is up.

SEEDS how many (20), FIRST the first of them (1), STEPS of each (500), MINUTES after which no new one begins (60).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.world import run
from tests.support import apps, live
from tests.support.contract import contract
from tests.support.http import InProcess


def main() -> int:
    first, seeds, steps = (int(os.environ.get(name, usual)) for name, usual in USUAL.items())
    end = time.monotonic() + float(os.environ.get("MINUTES", "60")) * 60
    with tempfile.TemporaryDirectory(prefix="quchat-soak-") as folder:
        _learn_the_contract(Path(folder))
        for seed in range(first, first + seeds):
            if time.monotonic() > end:
                print(f"The time was up before seed {seed}.")
                break
            if not _holds(seed, Path(folder) / str(seed), steps):
                return 1
    return 0


USUAL = {"FIRST": "1", "SEEDS": "20", "STEPS": "500"}


def _learn_the_contract(folder: Path) -> None:
    template = apps.migrated_template(folder)
    app = apps.fresh_app(folder / "contract", template)
    contract.load(InProcess(app).send("GET", "/api/v1/openapi.json", {}, b"").json)
    apps.close(app)


def _holds(seed: int, data_dir: Path, steps: int) -> bool:
    """Whether all is well with one seed; says so."""
    began = time.monotonic()
    with live.running("eventlet", data_dir) as server:
        try:
            happened = run(seed, server, steps)
        except AssertionError as fault:
            print(f"{fault}\nAgain: make soak FIRST={seed} SEEDS=1 STEPS={steps}", file=sys.stderr)
            return False
    faults = ", ".join(f"{count} × {what}" for what, count in sorted(happened.items()))
    print(
        f"seed {seed}: all devices agree after {steps} steps, {time.monotonic() - began:.0f} s ({faults})", flush=True
    )
    return True


sys.exit(main())
