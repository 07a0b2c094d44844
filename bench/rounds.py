"""The scenarios, each against both servers in turn and in rounds, so that a busy moment of the machine hits both."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from bench import archive, load
from bench.plan import PAIRS, PEOPLE, Plan
from bench.proof import Proof
from bench.servers import Server

Figures = dict[str, Any]
Results = dict[str, dict[str, list[Figures]]]  # scenario → server → one entry a round


class Rounds:
    def __init__(self, plan: Plan, quchat: Server, node: Server) -> None:
        self.plan = plan
        self.servers = (quchat, node)
        self.cast: dict[str, Figures] = {}
        self.results: Results = defaultdict(lambda: defaultdict(list))
        self.faults: list[str] = []

    def run(self) -> None:
        self._set_up()
        for number in range(1, self.plan.rounds + 1):
            for scenario in (self._connections, self._acknowledgements, self._deliveries, self._calm, self._history):
                say(f"round {number} of {self.plan.rounds}: {scenario.__name__.strip('_')}")
                for server in self.servers:
                    scenario(server)

    def _set_up(self) -> None:
        fillers: Sequence[Callable[[Server, str, str, int], None]] = (archive.fill_quchat, archive.fill_node)
        for server, fill in zip(self.servers, fillers, strict=True):
            say(f"{server.name}: {PEOPLE} people, {self.plan.archive_length:,} messages")
            cast = self.cast[server.name] = load.run("setUp", server, people=PEOPLE, pairs=PAIRS)
            fill(server, cast["archive"], cast["people"][0]["id"], self.plan.archive_length)

    def _connections(self, server: Server) -> None:
        server.restart()  # memory that earlier connections gave back would hide what new ones take
        self._note("connections", server, self._play("connections", server, connections=self.plan.connections))

    def _acknowledgements(self, server: Server) -> None:
        self._proven("acknowledgements", server, self.cast[server.name]["pairs"])

    def _deliveries(self, server: Server) -> None:
        self._proven("deliveries", server, [self.cast[server.name]["crowd"]])

    def _calm(self, server: Server) -> None:
        self._proven("calm", server, self.cast[server.name]["pairs"])

    def _history(self, server: Server) -> None:
        size = {"archiveLength": self.plan.archive_length, "requests": self.plan.page_requests}
        self._note("history", server, self._play("history", server, **size))

    def _proven(self, scenario: str, server: Server, rooms: list[str]) -> None:
        proof = Proof(server.database, rooms)
        figures = self._play(scenario, server, seconds=self.plan.seconds)
        self.faults += [f"{server.name}, {scenario}: {fault}" for fault in proof.hold_against(figures)]
        self._note(scenario, server, figures)

    def _play(self, scenario: str, server: Server, **job: Any) -> Figures:
        return load.run(scenario, server, **self.cast[server.name], **job)

    def _note(self, scenario: str, server: Server, figures: Figures) -> None:
        self.results[scenario][server.name].append(figures)


def say(text: str) -> None:
    print(f"• {text}", file=sys.stderr, flush=True)
