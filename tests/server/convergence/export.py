"""The cases as files, for the reducer in the browser (tests/js/convergence.test.js)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from config import ROOT
from tests.server.convergence.recording import Answer, Recording
from tests.server.convergence.stable import stable

FOLDER = ROOT / "tests" / "convergence"
REWRITE = "CONVERGENCE=rewrite .venv/bin/pytest -q tests/server/test_convergence.py"
"""The command that writes the files anew."""


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.json"


def text_of(recording: Recording) -> str:
    """The file of a case, one change a line.

    `packets`, `pull` and `late_pull` are three ways from `before` to `after`: live, after a while, after a long while.
    """
    case = recording.case
    exported = {
        "name": case.name,
        "entity": case.entity,
        "op": case.op,
        "log": recording.log,
        "viewer": recording.viewer_id,
        "before": _snapshots(recording, recording.before),
        "packets": recording.packets,
        "after": _snapshots(recording, recording.after),
        "pull": _timeless(recording.later),
        "late_pull": _timeless(recording.much_later),
    }
    return _lines(stable(exported)) + "\n"


def _snapshots(recording: Recording, answer: Answer) -> dict[str, Any]:
    """The case's own log apart, since each file is about one; null where the viewer does not read it (yet)."""
    own = recording.entry(answer)
    return {"snapshot": own, "context": [entry for entry in answer["logs"] if entry is not own]}


def _timeless(answer: Answer) -> dict[str, Any]:
    """A whole answer but for what is another at each run."""
    return {name: part for name, part in answer.items() if name not in ("epoch", "server_time")}


def _lines(value: Any, indent: str = "") -> str:
    """JSON with a line for each row, so that a difference can be read."""
    inner = indent + "  "
    if isinstance(value, dict) and not value.keys() >= {"seq", "entity"} and value:
        parts = [f"{inner}{_one_line(name)}: {_lines(part, inner)}" for name, part in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(inner + _lines(part, inner) for part in value) + f"\n{indent}]"
    return _one_line(value)


def _one_line(value: Any) -> str:
    return orjson.dumps(value).decode()
