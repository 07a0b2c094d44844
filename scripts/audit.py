"""Known weaknesses of the libraries that are pinned, as OSV (osv.dev) knows them for PyPI and npm alike.

Ends with 0 when none is known, 1 with a list of those that are, and 2, loudly, when OSV could not be asked: then
nothing is known, which is not the same as good. `make audit` fails for both; `make test` goes on after 2, since it
must also run without a network.

A finding that does not concern QuChat goes into pyproject.toml with the reason: [tool.audit.accepted] "GHSA-…" = "…".
"""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVICE = os.environ.get("OSV_URL", "https://api.osv.dev")
PATIENCE = 20
"""Seconds."""
CLEAN, WEAK, UNKNOWN = 0, 1, 2
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^\s;]+)")


@dataclass(frozen=True, order=True)
class Package:
    ecosystem: str
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.ecosystem})"


def pinned() -> list[Package]:
    """Every library that set-up may install: to run, to test and to measure."""
    return sorted({*_from_requirements(), *_from_lock(ROOT / "package-lock.json")})


def _from_requirements() -> list[Package]:
    lines = [line for file in ROOT.glob("requirements*.txt") for line in file.read_text().splitlines()]
    return [Package("PyPI", found[1], found[2]) for line in lines if (found := _PIN.match(line))]


def _from_lock(lock: Path) -> list[Package]:
    entries: dict[str, dict[str, Any]] = json.loads(lock.read_text())["packages"]
    return [
        Package("npm", entry.get("name") or path.rpartition("node_modules/")[2], entry["version"])
        for path, entry in entries.items()
        if path and "version" in entry
    ]


def known_weaknesses(packages: list[Package]) -> dict[Package, list[str]]:
    """The ids of what is known about each; raises OSError when nobody answers, ValueError when it is nonsense."""
    queries = [
        {"package": {"ecosystem": package.ecosystem, "name": package.name}, "version": package.version}
        for package in packages
    ]
    request = urllib.request.Request(  # noqa: S310 - the address is ours
        f"{SERVICE}/v1/querybatch",
        json.dumps({"queries": queries}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        results = json.load(answer)["results"]
    if len(results) != len(packages):
        raise ValueError("the answer is not about what was asked")
    found = zip(packages, results, strict=True)
    return {package: [each["id"] for each in result["vulns"]] for package, result in found if result.get("vulns")}


def accepted() -> dict[str, str]:
    """Findings that do not concern us, and why."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    reasons: dict[str, str] = settings["tool"].get("audit", {}).get("accepted", {})
    return reasons


def main() -> int:
    packages = pinned()
    try:
        found = known_weaknesses(packages)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"NOT AUDITED: {SERVICE} could not be asked about {len(packages)} packages ({_reason(error)}).")
        print("Nothing is known about their weaknesses. Run `make audit` where there is a network.")
        return UNKNOWN
    reasons = accepted()
    weak = 0
    for package, ids in found.items():
        for id_ in ids:
            weak += id_ not in reasons
            print(f"{package}: https://osv.dev/{id_}" + (f" – accepted: {reasons[id_]}" if id_ in reasons else ""))
    print(f"{len(packages)} packages, {weak} known weaknesses that nobody has accepted.")
    return WEAK if weak else CLEAN


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", error)) or type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
