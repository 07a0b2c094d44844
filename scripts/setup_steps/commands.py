"""Run a command quietly; when it fails, say in a sentence what that means and show its last lines."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence

from .paths import ROOT, search_path

# What pip, npm, apt and Playwright print when nothing answers.
NO_NETWORK = re.compile(
    r"name resolution|getaddrinfo|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|Network is unreachable"
    r"|Failed to establish a new connection|NewConnectionError|Connection refused|Could not resolve|timed out",
    re.IGNORECASE,
)
LINES_SHOWN, COLUMNS_SHOWN = 8, 200


def say(text: str) -> None:
    print(f"• {text}", file=sys.stderr, flush=True)


def run(command: Sequence[str | os.PathLike[str]], failure: str) -> None:
    """Run `command` in the project's folder; leave with `failure` when it does not succeed."""
    environment = {**os.environ, "PATH": search_path()}
    finished = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if finished.returncode == 0:
        return
    tail = "\n".join("    " + line[:COLUMNS_SHOWN] for line in finished.stdout.strip().splitlines()[-LINES_SHOWN:])
    reason = " It looks as if the network is out of reach." if NO_NETWORK.search(finished.stdout) else ""
    sys.exit(f"{tail}\n{failure}{reason}")
