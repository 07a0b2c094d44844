"""The load generator: a Node process on its own core, one scenario a run."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench import cores
from bench.node import NODE
from bench.servers import ROOT, Server

PATIENCE_SECONDS = 120


def run(scenario: str, server: Server, **job: Any) -> dict[str, Any]:
    """Run `scenario` of bench/load/ against `server` and return its figures."""
    finished = subprocess.run(
        [NODE, "bench/load/main.mjs"],
        cwd=ROOT,
        input=json.dumps({"scenario": scenario, "url": server.url, "pid": server.pid, "cores": cores.BOTH, **job}),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        preexec_fn=cores.pinned(cores.LOAD),
    )
    if finished.returncode != 0:
        sys.exit(f"{scenario} failed against {server.name}:\n{finished.stderr}\n{server.log_tail()}")
    figures: dict[str, Any] = json.loads(finished.stdout)
    return figures
