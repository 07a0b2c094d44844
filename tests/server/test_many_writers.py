"""Two processes on one PostgreSQL, written to at once: numbers stay dense, rules hold, nobody waits for ever.

What test_races.py says of one process is said here of two, each connection going to the other one than the last. They
share nothing but the database, so nothing is said of what is heard live.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.server.test_races import (
    Crowd,
    _whole_afterwards,
    code,
    people,
    test_a_group_keeps_an_owner_when_all_owners_leave_at_once,
    test_a_name_is_given_once,
    test_an_invitation_for_one_lets_one_in,
    test_an_operation_that_is_repeated_at_once_is_applied_once,
    test_two_who_open_their_direct_conversation_at_once_get_the_same,
    test_who_pulls_while_others_write_skips_nothing,
)
from tests.server.test_races import sockets as sockets
from tests.support import live
from tests.support.answers import Answer
from tests.support.at_once import at_once, connections
from tests.support.engines import POSTGRESQL, only_on
from tests.support.http import OverTheWire
from tests.support.people import Person, Visitor, arrive, new_id, op
from tests.support.stored import stored
from tests.support.wire import WireSocket

__all__ = [
    "_whole_afterwards",
    "people",
    "test_a_group_keeps_an_owner_when_all_owners_leave_at_once",
    "test_a_name_is_given_once",
    "test_an_invitation_for_one_lets_one_in",
    "test_an_operation_that_is_repeated_at_once_is_applied_once",
    "test_two_who_open_their_direct_conversation_at_once_get_the_same",
    "test_who_pulls_while_others_write_skips_nothing",
]
pytestmark = only_on(POSTGRESQL, "several processes do not share a SQLite file")
ROUNDS = 6


class EitherHttp(OverTheWire):
    """A connection to one process; `another` goes to the other one."""

    def __init__(self, urls: Iterator[str], opened: list[OverTheWire]) -> None:
        super().__init__(next(urls), opened)
        self._urls = urls

    def another(self) -> EitherHttp:
        return EitherHttp(self._urls, self._opened)


class TwoProcesses:
    """As a LiveServer, but each address that it gives is the other one than the last."""

    def __init__(self, servers: list[live.LiveServer]) -> None:
        self.data_dir = servers[0].data_dir
        self.opened: list[OverTheWire] = []
        self._urls = cycle(server.url for server in servers)

    @property
    def url(self) -> str:
        return next(self._urls)

    def http(self) -> EitherHttp:
        return EitherHttp(self._urls, self.opened)

    def arrive(self, username: str, **more: Any) -> Person:
        return arrive(self.http(), None, username, **more)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[TwoProcesses]:
    folder = tmp_path_factory.mktemp("many-writers")
    with ExitStack() as running:
        both = TwoProcesses([running.enter_context(live.running("eventlet", folder)) for _ in range(2)])
        yield both
        for http in both.opened:
            http.session.close()


def test_bursts_into_several_conversations_in_opposite_orders(server: TwoProcesses, people: Crowd) -> None:
    """Sends that arrive together share a transaction: two such must not hold what the other waits for, for long."""
    ann, bob = people(2)
    groups = [ann.group(f"Group {n}", bob) for n in range(4)]

    def write(person: Person, order: list[dict[str, Any]]) -> list[str]:
        with WireSocket(server.url, person) as socket:
            asked = []
            for number in range(ROUNDS):
                forms = [{"id": new_id(), "conversation_id": g["id"], "content": f"Number {number}"} for g in order]
                asked += [socket.ask("send_message", form) for form in forms]
            return [code(socket.answer(number)) for number in asked]

    calls = [partial(write, person, order) for person in (ann, bob) for order in (groups, groups[::-1])]
    assert {answer for answers in at_once(calls) for answer in answers} == {"ok"}
    with stored(server.data_dir) as rows:
        held = rows.rows("SELECT last_ordinal FROM conversation WHERE title LIKE 'Group %'")
    assert held == [(4 * ROUNDS,)] * 4


def test_two_devices_that_catch_up_at_once(server: TwoProcesses, people: Crowd) -> None:
    """Each moves the receipts of all conversations, which must only grow."""
    ann, bob = people(2)
    groups = [ann.group(f"Heap {n}", bob) for n in range(5)]
    known = {log["log"]: log["to"] for log in bob.pull()["logs"]}
    for number in range(ROUNDS):
        sent = {f"c:{group['id']}": ann.send(group, f"Number {number}")["version"] for group in groups}
        devices = connections(bob, 4)
        behind = {**known, **sent}
        at_once(
            [
                partial(device.pull, behind if n % 2 else dict(reversed(behind.items())))
                for n, device in enumerate(devices)
            ]
        )
        for group in groups:
            own = next(member for member in ann.see(group)["members"] if member["user_id"] == bob.id)
            assert own["delivered_ordinal"] == ann.see(group)["last_ordinal"]


def test_a_pointer_never_goes_back(server: TwoProcesses, people: Crowd) -> None:
    ann, bob = people(2)
    group = ann.group("Read", bob)
    last = [ann.send(group, f"Number {number}") for number in range(20)][-1]["ordinal"]

    def read(person: Person, ordinals: list[int]) -> list[int]:
        with WireSocket(server.url, person) as socket:
            return [
                socket.call("mark_as_read", {"conversation_id": group["id"], "ordinal": ordinal})["read_ordinal"]
                for ordinal in ordinals
            ]

    upwards = list(range(2, last + 1))
    for seen in at_once([partial(read, bob, upwards[n:] + upwards[:n]) for n in (0, 5, 10, 15)]):
        assert seen == sorted(seen)
    own = next(member for member in ann.see(group)["members"] if member["user_id"] == bob.id)
    assert own["read_ordinal"] == last


def test_one_person_attaches_and_takes_away_contexts_on_two_devices(people: Crowd) -> None:
    ann, bob = people(2)
    groups = [ann.group(f"Desk {n}", bob) for n in range(2)]
    contexts = [ann.post("/contexts", {"title": f"Notes {n}"})["context"]["id"] for n in range(3)]

    def shuffle(device: Person, order: list[dict[str, Any]], ids: list[str]) -> set[str]:
        seen = set()
        for group in order:
            for id_ in ids:
                path = f"/conversations/{group['id']}/contexts/{id_}"
                changed = device.patch(f"/contexts/{id_}", {"content": f"As of {new_id()}"})
                seen |= {code(answer) for answer in (device.put(path), changed, device.delete(path), device.put(path))}
        return seen

    one, two, three, four = connections(ann, 4)
    orders = [(one, groups, contexts), (two, groups[::-1], contexts[::-1]), (three, groups, contexts[::-1])]
    outcomes = at_once([partial(shuffle, *order) for order in [*orders, (four, groups[::-1], contexts)]])
    assert set().union(*outcomes) <= {"ok", "not_found"}
    for group in groups:
        assert sorted(ann.see(group)["context_ids"]) == sorted(contexts)


def test_everything_at_once(people: Crowd) -> None:
    """Members come and go, titles and profiles change, while everybody writes: no deadlock, no hole."""
    three = ann, bob, cleo = people(3)
    group = ann.group("Market", bob)

    def busy(number: int, person: Person) -> set[str]:
        members = f"/conversations/{group['id']}/members"
        doing: list[Callable[[], Answer]] = [
            lambda: person.post("/messages", {"id": new_id(), "conversation_id": group["id"], "content": new_id()}),
            lambda: person.patch("/users/me", {"status_text": f"Busy {number}"}),
            lambda: person.post(members, {"user_id": cleo.id}),
            lambda: person.patch(f"/conversations/{group['id']}", {"archived": bool(number % 2)}),
            lambda: person.delete(f"{members}/{cleo.id}"),
            lambda: person.post("/messages", {"id": new_id(), "recipient_id": bob.id, "content": new_id()}),
        ]
        return {code(doing[(number + step) % len(doing)]()) for step in range(ROUNDS * 2)}

    calls = [partial(busy, number, one) for number, person in enumerate(three) for one in connections(person, 2)]
    outcomes = at_once(calls)
    assert set().union(*outcomes) <= {"ok", "not_found", "forbidden"}


def test_an_operation_on_either_process_is_applied_once_whatever_comes_between(
    server: TwoProcesses, people: Crowd
) -> None:
    (ann,) = people(1)
    changes = [op("user", "update", ann.id, fields={"status_text": f"Number {number}"}) for number in range(10)]
    body = {"device_id": ann.device_id, "ops": changes}
    answers = at_once([partial(one.post, "/sync/push", body) for one in connections(ann, 4)])
    assert {result["status"] for answer in answers for result in answer["results"]} <= {"applied", "duplicate"}
    with stored(server.data_dir) as rows:
        for change in changes:
            assert rows.rows("SELECT count(*) FROM sync_event WHERE op_id = ?", change["op_id"]) == [(1,)]


def test_the_first_two_accounts_are_one_administrator(tmp_path: Path, template: Path) -> None:
    with ExitStack() as running:
        servers = [running.enter_context(live.running("eventlet", tmp_path / "fresh")) for _ in range(2)]
        both = TwoProcesses(servers)
        forms = [{"username": f"first{n}", "password": "correct horse battery"} for n in range(6)]
        answers = at_once([partial(Visitor(both.http()).post, "/auth/register", form) for form in forms])
        assert [answer.status for answer in answers] == [201] * 6
        assert sum(answer["user"]["is_admin"] for answer in answers) == 1
        for http in both.opened:
            http.session.close()
