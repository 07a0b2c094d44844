"""static/bundle/: the client put together by scripts/bundle.mjs, so that browsers ask for a few files only.

Where that cannot be done (Rolldown has no build for this machine, or wants a newer Node), the modules are served
one by one: everything works, and opens a little later.
"""

from __future__ import annotations

import os
import shutil
import subprocess

from . import node_modules, npm, stamps
from .commands import say
from .paths import BUNDLE, ROOT, STATIC, search_path

MAKER = ROOT / "scripts" / "bundle.mjs"


def ensure() -> None:
    sources = sorted([*(STATIC / "js").rglob("*.js"), *(STATIC / "css").rglob("*.css")])
    names = (source.relative_to(STATIC).as_posix() for source in sources)
    wanted = stamps.digest([MAKER, STATIC / "vendor.json", ROOT / "package-lock.json", *sources], *names)
    if stamps.read("bundle") == wanted and (BUNDLE / "bundle.json").is_file():
        return
    stamps.clear("bundle")
    npm.find()
    node_modules.ensure(development=False)
    say("Putting the client together in static/bundle/")
    problem = _make()
    if problem:
        shutil.rmtree(BUNDLE, ignore_errors=True)
        say(f"That did not work ({problem}); the modules are served one by one, and pages open a little later.")
    else:
        stamps.write("bundle", wanted)


def _make() -> str | None:
    """What went wrong, in a line."""
    command = ["node", str(MAKER)]
    environment = {**os.environ, "PATH": search_path()}
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace")
    if made.returncode == 0:
        return None
    lines = [line for line in made.stderr.splitlines() if "Error" in line]
    return lines[0].strip() if lines else f"node ended with {made.returncode}"
