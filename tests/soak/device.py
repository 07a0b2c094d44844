"""A device of somebody's: the client's data and sync layers under Node (tests/soak/device.mjs), told what to do."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import orjson

from config import ROOT
from tests.support.convergence import Heads, Tables
from tests.support.people import PASSWORD, Person

PROGRAM = Path("tests/soak/device.mjs")


class Device:
    """One process. Whatever it throws fails the run."""

    def __init__(self, name: str, person: Person, address: str, seed: int) -> None:
        self.name = name
        self.person = person
        self.is_open = True
        about = {"address": address, "username": person.username, "password": PASSWORD, "seed": seed, "name": name}
        self._process = subprocess.Popen(
            ["node", str(PROGRAM), orjson.dumps(about).decode()],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.tell("signIn")

    def tell(self, order: str, **more: Any) -> Any:
        """Give an order, and wait until it is carried out."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(orjson.dumps({"order": order, **more}) + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"{self.name} has died of {order} {more}"
        answer = orjson.loads(line)
        assert "error" not in answer, f"{self.name}, {order} {more}: {answer['error']}"
        return answer["answer"]

    def rest(self, heads: Heads, within: int) -> bool:
        """Whether it comes to rest within so many milliseconds."""
        return bool(self.tell("rest", heads=heads, within=within))

    def holds(self) -> Tables:
        held: Tables = self.tell("holds")
        return held

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()
