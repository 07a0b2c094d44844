"""Three people on four devices do at random what people do, while everything goes wrong that can. Then the network is
well again, and every device must hold what the server has, with each operation applied once."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.soak.device import Device
from tests.support.convergence import Truth, check_applied_once, cursors_of, faults
from tests.support.live import LiveServer

PEOPLE = ("ada", "ada", "bob", "cleo")
"""Whose the devices are: two are Ada's."""
DEEDS = {
    "send": 14, "edit": 8, "remove": 3, "react": 8, "read": 6, "createGroup": 1, "talkDirectly": 3, "rename": 3,
    "addMember": 3, "removeMember": 1, "changeRole": 2, "set": 4, "keepContact": 2, "renameContact": 2,
    "dropContact": 1, "changeProfile": 2, "sendFile": 4, "keepContext": 2, "changeContext": 3, "dropContext": 1,
    "attachContext": 2,
}  # fmt: skip
EVENTS = {"offline": 2, "online": 6, "close": 2, "open": 6, "clock": 2, "decide": 2, "pause": 6, "kill": 0.4}
"""What happens to a device or the server, as likely as a deed of that number."""
THREE_HOURS = 3 * 60 * 60 * 1000
REST_WITHIN = 60_000
ROUNDS = 12


class World:
    """A server and the devices on it."""

    def __init__(self, seed: int, server: LiveServer) -> None:
        self.seed = seed
        self.server = server
        self.happened: Counter[str] = Counter()
        self._chance = random.Random(seed)
        people = {name: server.arrive(f"{name}-{seed}") for name in dict.fromkeys(PEOPLE)}
        self._ids = [person.id for person in people.values()]
        people["ada"].group("Everybody", people["bob"], people["cleo"])
        self.devices = [
            Device(f"{name}{number}", people[name], server.url, seed * 100 + number)
            for number, name in enumerate(PEOPLE)
        ]

    def live(self, steps: int) -> None:
        for device in self.devices:
            device.tell("fault", faulty=True)
        choices = {**DEEDS, **EVENTS}
        for _ in range(steps):
            (what,) = self._chance.choices(list(choices), list(choices.values()))
            device = self._chance.choice(self.devices)
            self.happened[what] += 1
            if what in DEEDS:
                dice = [self._chance.random() for _ in range(8)]
                device.tell("deed", deed=what, dice=dice, people=self._ids)
            else:
                self._let_happen(what, device)

    def _let_happen(self, what: str, device: Device) -> None:
        if what == "kill":
            self.server.kill()
            self.server.start()
        elif what == "pause":
            time.sleep(self._chance.random() * 0.2)  # for what is under way to get somewhere, or half way there
        elif what == "clock":
            device.tell("clock", error=self._chance.choice((-THREE_HOURS, 0, THREE_HOURS)))
        else:
            device.tell(what)

    def heal(self) -> None:
        """Everything works again, and what was refused is tried once more and then given up."""
        for device in self.devices:
            device.tell("heal")
        for _ in range(ROUNDS):
            for device in self.devices:
                assert device.rest({}, REST_WITHIN), f"{self._where(device)} does not come to rest: {_waiting(device)}"
            if sum(device.tell("decide") for device in self.devices) == 0:
                return
        raise AssertionError(f"seed {self.seed}: there is no end of what is refused")

    def check(self) -> None:
        for device in self.devices:
            self._expect_the_same(device)
            self._expect_whole_files(device)
        check_applied_once(self.server.data_dir)
        for device in self.devices:
            account = device.tell("account")
            self.happened.update(account["met"])
            assert account["broken"] == [], f"{self._where(device)}: {account['broken']}"

    def _expect_the_same(self, device: Device) -> None:
        for _ in range(ROUNDS):
            truth = Truth(device.person)
            assert device.rest(truth.heads, REST_WITHIN), f"{self._where(device)} stays behind: {_waiting(device)}"
            held = device.holds()
            found = faults(held, truth)
            if cursors_of(held) == truth.heads and not found:
                return
            if not truth.is_outdated():
                break
        raise AssertionError(f"{self._where(device)} differs: {found}; {cursors_of(held)} instead of {truth.heads}")

    def _expect_whole_files(self, device: Device) -> None:
        """Each says its name."""
        for message in device.holds()["messages"]:
            for file in message["attachments"]:
                self.happened["file"] += 1
                answer = device.person.get(f"/files/{file['id']}")
                assert answer.text == file["name"], f"{self._where(device)}: {file} is {answer}"

    def _where(self, device: Device) -> str:
        return f"seed {self.seed}, device {device.name}"


def _waiting(device: Device) -> list[str]:
    return [f"{entry['op']} {entry['thing']}: {entry}" for entry in device.holds()["outbox"]]


@contextmanager
def world(seed: int, server: LiveServer) -> Iterator[World]:
    made = World(seed, server)
    try:
        yield made
    finally:
        for device in made.devices:
            device.end()


def run(seed: int, server: LiveServer, steps: int) -> Counter[str]:
    """One whole life; raises AssertionError where something is not as it must be. Returns what happened how often."""
    with world(seed, server) as made:
        made.live(steps)
        made.heal()
        made.check()
        return made.happened
