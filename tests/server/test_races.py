"""What many do at the same time, on both engines: real servers, real connections, no luck needed to be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.support import live
from tests.support.answers import Acknowledgement, Answer
from tests.support.at_once import at_once, connections
from tests.support.people import PASSWORD, Person, Visitor, new_id, op
from tests.support.stored import stored
from tests.support.wire import Packet, WireSocket

_names = count(1)


@pytest.fixture(scope="module", params=live.ENGINES)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, template: Path
) -> Iterator[live.LiveServer]:
    with live.running(request.param, tmp_path_factory.mktemp("races")) as running:
        yield running


@pytest.fixture(autouse=True)
def _whole_afterwards(server: live.LiveServer) -> Iterator[None]:
    """Whatever happened at once, the numbers are dense and the rows agree."""
    yield
    with stored(server.data_dir) as rows:
        rows.check()


Crowd = Callable[[int], list[Person]]
Sockets = Callable[..., list[WireSocket]]


@pytest.fixture
def people(server: live.LiveServer) -> Crowd:
    """`people(2)`: so many who have just arrived."""
    return lambda number: [server.arrive(f"person{next(_names)}") for _ in range(number)]


@pytest.fixture
def sockets(server: live.LiveServer) -> Iterator[Sockets]:
    """`sockets(ann, 3)`: so many live sockets of a person."""
    with ExitStack() as opened:
        yield lambda person, number=1: [opened.enter_context(WireSocket(server.url, person)) for _ in range(number)]


Said = Answer | Acknowledgement


def together(
    over_http: Sequence[Callable[[], Answer]], over_sockets: Sequence[Callable[[], Acknowledgement]]
) -> list[Said]:
    """The answers to all of these, said at the same moment."""
    calls: list[Callable[[], Said]] = [*over_http, *over_sockets]
    return at_once(calls)


def code(answer: Said) -> str:
    """`ok`, or why not."""
    if isinstance(answer, Answer):
        return "ok" if answer.ok else str(answer.error["code"])
    return "ok" if answer["ok"] else str(answer["error"]["code"])


def hear(socket: WireSocket, ends: dict[str, int]) -> dict[str, list[Packet]]:
    """The packets of these logs until each has come that far; each begins where the one before ended.

    Those of receipts may begin earlier: they are made from the rows as they are when they are sent.
    """
    heard: dict[str, list[Packet]] = {log: [] for log in ends}
    while any(not packets or packets[-1]["to"] < ends[log] for log, packets in heard.items()):
        packet = socket.expect("changes")
        packets = heard.get(packet["log"], [])
        if packets:
            end = packets[-1]["to"]
            assert packet["from"] <= end if packet["log"][0] == "r" else packet["from"] == end
        packets.append(packet)
    return heard


def hear_one(socket: WireSocket, log: str, end: int) -> list[dict[str, Any]]:
    """The changes of one log up to a number."""
    return changes(hear(socket, {log: end})[log])


def changes(packets: list[Packet]) -> list[dict[str, Any]]:
    return [change for packet in packets for change in packet["changes"]]


def test_the_same_message_from_many_connections_is_stored_and_delivered_once(people: Crowd, sockets: Sockets) -> None:
    ann, bob = people(2)
    direct = ann.direct(bob)
    (listener,) = sockets(bob)
    form = {"id": new_id(), "conversation_id": direct["id"], "content": "Once"}
    over_http = [partial(one.post, "/messages", form) for one in connections(ann, 5)]
    over_sockets = [partial(one.call, "send_message", form) for one in sockets(ann, 5)]
    answers = together(over_http, over_sockets)
    assert [answer["message"] for answer in answers] == [answers[0]["message"]] * 10
    assert sum(isinstance(answer, Answer) and answer.status == 201 for answer in answers) <= 1
    last = ann.send(direct, "Then this")
    assert last["ordinal"] == 2
    heard = hear_one(listener, f"c:{direct['id']}", last["version"])
    assert [change["entity_id"] for change in heard] == [form["id"], last["id"]]


def test_of_different_messages_under_one_id_the_first_wins(people: Crowd, sockets: Sockets) -> None:
    ann, bob = people(2)
    direct = ann.direct(bob)
    (listener,) = sockets(bob)
    id_ = new_id()
    forms = [{"id": id_, "conversation_id": direct["id"], "content": f"Version {n}"} for n in range(8)]
    over_http = [partial(c.post, "/messages", f) for c, f in zip(connections(ann, 4), forms[:4], strict=True)]
    over_sockets = [partial(s.call, "send_message", f) for s, f in zip(sockets(ann, 4), forms[4:], strict=True)]
    answers = together(over_http, over_sockets)
    assert sorted(map(code, answers)) == ["id_conflict"] * 7 + ["ok"]
    (winner,) = (answer["message"] for answer in answers if code(answer) == "ok")
    winning = forms[[code(answer) for answer in answers].index("ok")]
    assert winner["content"] == winning["content"]
    assert ann.post("/messages", winning)["message"] == winner
    last = ann.send(direct, "Then this")
    heard = hear_one(listener, f"c:{direct['id']}", last["version"])
    assert [change["row"]["content"] for change in heard] == [winner["content"], "Then this"]


def test_numbers_have_no_holes_and_packets_follow_each_other(
    server: live.LiveServer, people: Crowd, sockets: Sockets
) -> None:
    """Three people write to three conversations, each over HTTP and a socket, and listen on another."""
    three = people(3)
    ann, bob, cleo = three
    shared = [ann.group("All", bob, cleo), ann.group("Another", bob, cleo), bob.group("A third", ann, cleo)]
    listeners = [sockets(person)[0] for person in three]
    starts = heads(server)
    writers = [partial(_write_over_http, connections(person, 1)[0], shared) for person in three]
    writers += [partial(_write_over_a_socket, sockets(person)[0], shared) for person in three]
    at_once(writers)
    ends = heads(server)
    for person, listener in zip(three, listeners, strict=True):
        own = [person.log, *(f"{kind}:{conversation['id']}" for conversation in shared for kind in "cr")]
        for log, packets in hear(listener, {log: ends[log] for log in own}).items():
            assert packets[0]["from"] <= starts[log]
            assert packets[-1]["to"] == ends[log]
            if log[0] != "r":
                assert [c["seq"] for c in changes(packets)] == list(range(starts[log] + 1, ends[log] + 1))


def heads(server: live.LiveServer) -> dict[str, int]:
    """How far every log is."""
    with stored(server.data_dir) as rows:
        receipts = rows.rows("SELECT 'r:' || id, last_receipt_seq FROM conversation")
        return {**rows.heads(), **dict(receipts)}


def _write_over_http(writer: Person, conversations: list[dict[str, Any]]) -> None:
    for number in range(9):
        conversation = conversations[number % 3]
        message = writer.send(conversation, f"Number {number}")
        assert writer.put(f"/messages/{message['id']}/reactions/👍").ok
        assert writer.patch(f"/messages/{message['id']}", {"content": f"Number {number}, edited"}).ok
        assert writer.patch(f"/conversations/{conversation['id']}", {"archived": number < 3}).ok


def _write_over_a_socket(writer: WireSocket, conversations: list[dict[str, Any]]) -> None:
    asked = []
    for number in range(24):
        form = {"id": new_id(), "conversation_id": conversations[number % 3]["id"], "content": f"Number {number}"}
        asked.append(writer.ask("send_message", form))
        asked.append(writer.ask("mark_as_read", {"conversation_id": form["conversation_id"], "ordinal": number}))
    assert all(writer.answer(number)["ok"] for number in asked)


def test_who_pulls_while_others_write_skips_nothing(people: Crowd, sockets: Sockets) -> None:
    ann, bob, cleo = people(3)
    group = ann.group("Busy", bob, cleo)
    log, written = f"c:{group['id']}", Event()
    (reader,) = connections(cleo, 1)

    def write(writer: WireSocket) -> list[str]:
        forms = [{"id": new_id(), "conversation_id": group["id"], "content": "More"} for _ in range(60)]
        asked = [writer.ask("send_message", form) for form in forms]
        return [writer.answer(number)["message"]["id"] for number in asked]

    def read() -> list[str]:
        seen, cursors, last_round = [], {log: group["last_seq"]}, False
        while not last_round:
            last_round = written.is_set()
            for entry in reader.pull(cursors, limit=7)["logs"]:
                if entry["log"] == log:
                    assert entry["from"] == cursors[log]
                    seen += [change["entity_id"] for change in entry["changes"] if change["entity"] == "message"]
                    cursors[log] = entry["to"]
                    last_round = last_round and not entry["more"]
        return seen

    def write_all() -> list[str]:
        try:
            written_ids = at_once([partial(write, sockets(person)[0]) for person in (ann, ann, bob, bob)])
        finally:
            written.set()
        return [id_ for ids in written_ids for id_ in ids]

    seen, sent = at_once([read, write_all])
    assert sorted(seen) == sorted(sent)


def _an_edit(ann: Person, _bob: Person, group: dict[str, Any]) -> dict[str, Any]:
    message = ann.send(group)
    return op("message", "update", message["id"], base_version=message["version"], fields={"content": "Edited"})


def _a_message(_ann: Person, _bob: Person, group: dict[str, Any]) -> dict[str, Any]:
    return op("message", "create", new_id(), fields={"conversation_id": group["id"], "content": "New"})


def _a_first_message(_ann: Person, bob: Person, _group: dict[str, Any]) -> dict[str, Any]:
    return op("message", "create", new_id(), fields={"recipient_id": bob.id, "content": "New"})


def _a_setting(_ann: Person, _bob: Person, group: dict[str, Any]) -> dict[str, Any]:
    return op("settings", "set", group["id"], fields={"archived": True})


def _a_contact(_ann: Person, bob: Person, _group: dict[str, Any]) -> dict[str, Any]:
    return op("contact", "create", new_id(), fields={"contact_id": bob.id, "nickname": "Bobby"})


def _a_member(_ann: Person, bob: Person, group: dict[str, Any]) -> dict[str, Any]:
    return op("membership", "create", bob.id, fields={"conversation_id": group["id"]})


def _a_reaction(ann: Person, _bob: Person, group: dict[str, Any]) -> dict[str, Any]:
    fields = {"message_id": ann.send(group)["id"], "emoji": "👍"}
    return op("reaction", "create", new_id(), fields=fields)


def _a_group(_ann: Person, bob: Person, _group: dict[str, Any]) -> dict[str, Any]:
    return op("conversation", "create", new_id(), fields={"kind": "group", "title": "New", "member_ids": [bob.id]})


OPERATIONS = (
    _an_edit, _a_message, _a_first_message, _a_setting, _a_contact, _a_member, _a_reaction, _a_group,
)  # fmt: skip


@pytest.mark.parametrize("make", OPERATIONS)
def test_an_operation_that_is_repeated_at_once_is_applied_once(
    make: Callable[[Person, Person, dict[str, Any]], dict[str, Any]],
    server: live.LiveServer,
    people: Crowd,
    sockets: Sockets,
) -> None:
    ann, bob = people(2)
    pushed = make(ann, bob, ann.group("Garden"))
    body = {"device_id": ann.device_id, "ops": [pushed]}
    over_http = [partial(one.post, "/sync/push", body) for one in connections(ann, 4)]
    over_sockets = [partial(one.call, "push", body) for one in sockets(ann, 3)]
    before = heads(server)
    results = [answer["results"][0] for answer in together(over_http, over_sockets)]
    assert {result["status"] for result in results} <= {"applied", "duplicate"}, results
    assert "applied" in {result["status"] for result in results}
    assert len({_identity(result["row"]) for result in results}) == 1
    once = heads(server)
    (again,) = ann.push(pushed)
    assert again["status"] == "duplicate"
    assert heads(server) == once != before
    with stored(server.data_dir) as rows:
        assert rows.rows("SELECT count(*) FROM sync_event WHERE op_id = ?", pushed["op_id"]) == [(1,)]


def _identity(row: dict[str, Any]) -> tuple[Any, Any]:
    return row.get("id") or row.get("user_id") or row["conversation_id"], row["version"]


def test_two_who_open_their_direct_conversation_at_once_get_the_same(server: live.LiveServer, people: Crowd) -> None:
    ann, bob = people(2)
    calls: list[Callable[[], Answer]] = []
    for one, other in ((ann, bob), (bob, ann)):
        opener, writer = connections(one, 2)
        form = {"id": new_id(), "kind": "direct", "member_ids": [other.id]}
        message = {"id": new_id(), "recipient_id": other.id, "content": "Hello"}
        calls += [partial(opener.post, "/conversations", form), partial(writer.post, "/messages", message)]
    answers = at_once(calls)
    opened, sent = answers[0::2], answers[1::2]
    (id_,) = {answer["conversation"]["id"] for answer in opened}
    assert sum(answer.status == 201 for answer in opened) <= 1
    assert {answer["message"]["conversation_id"] for answer in sent} == {id_}
    assert sorted(answer["message"]["ordinal"] for answer in sent) == [1, 2]
    with stored(server.data_dir) as rows:
        gained = rows.rows("SELECT log FROM sync_event WHERE entity_id = ? AND log LIKE 'u:%'", id_)
    assert sorted(gained) == sorted([(ann.log,), (bob.log,)])


def test_a_reaction_set_and_taken_back_at_once_is_one_reaction(
    server: live.LiveServer, people: Crowd, sockets: Sockets
) -> None:
    ann, bob = people(2)
    group = ann.group("Garden", bob)
    message = ann.send(group)
    (listener,) = sockets(bob)
    path = f"/messages/{message['id']}/reactions/👍"

    def toggle(one: Person) -> set[str]:
        return {code(answer) for _ in range(4) for answer in (one.put(path), one.delete(path), one.put(path))}

    outcomes = at_once([partial(toggle, one) for one in connections(ann, 5)])
    assert set().union(*outcomes) == {"ok"}
    page = bob.get(f"/messages/{group['id']}")
    with stored(server.data_dir) as rows:
        assert rows.rows("SELECT count(*) FROM reaction WHERE message_id = ?", message["id"]) == [(1,)]
    log = f"c:{group['id']}"
    told = [c for c in hear_one(listener, log, heads(server)[log]) if c["entity"] == "reaction"]
    # Each packet that was sent says something new: set, taken back, set …
    assert [bool(change["row"]["deleted_at"]) for change in told] == [bool(n % 2) for n in range(len(told))]
    assert page["reactions"] == [told[-1]["row"]]


def test_joining_and_leaving_at_once_ends_in_one_of_both(
    server: live.LiveServer, people: Crowd, sockets: Sockets
) -> None:
    ann, bob = people(2)
    group = ann.group("Garden")
    members = f"/conversations/{group['id']}/members"
    (listener,) = sockets(bob)

    def add(one: Person) -> set[str]:
        return {code(one.post(members, {"user_id": bob.id})) for _ in range(5)}

    def leave(one: Person) -> set[str]:
        return {code(one.delete(f"{members}/{bob.id}")) for _ in range(5)}

    calls = [partial(add, one) for one in connections(ann, 2)]
    calls += [partial(leave, one) for one in [*connections(bob, 2), *connections(ann, 1)]]
    assert set().union(*at_once(calls)) <= {"ok", "not_found"}
    is_member = bob.get(f"/conversations/{group['id']}").ok
    last = ann.send(group, "Who hears this?")
    end = ann.send(ann.direct(bob), "This is for you")
    heard = _hear_until(listener, end["id"])
    told = [c["op"] for p in heard if p["log"] == bob.log for c in p["changes"] if c["entity_id"] == group["id"]]
    told = [op for op in told if op in ("upsert", "delete")]
    assert told == ["upsert", "delete"] * (len(told) // 2) + ["upsert"] * (len(told) % 2)
    assert (told[-1:] == ["upsert"]) is is_member
    assert (last["id"] in {c["entity_id"] for p in heard for c in p["changes"]}) is is_member
    assert [m["user_id"] for m in ann.see(group)["members"]] == [ann.id, *([bob.id] if is_member else [])]


def _hear_until(listener: WireSocket, entity_id: str) -> list[Packet]:
    heard = [listener.expect("changes")]
    while entity_id not in {change["entity_id"] for change in heard[-1]["changes"]}:
        heard.append(listener.expect("changes"))
    return heard


def test_a_group_keeps_an_owner_when_all_owners_leave_at_once(people: Crowd) -> None:
    ann, bob, cleo, dora = people(4)
    group = ann.group("Garden", bob, cleo, dora)
    members = f"/conversations/{group['id']}/members"
    for owner in (bob, cleo):
        assert ann.patch(f"{members}/{owner.id}", {"role": "owner"}).ok
    answers = at_once([partial(one.delete, f"{members}/{one.id}") for one in (ann, bob, cleo)])
    assert [code(answer) for answer in answers] == ["ok"] * 3
    assert [(m["user_id"], m["role"]) for m in dora.see(group)["members"]] == [(dora.id, "owner")]


def test_an_invitation_for_one_lets_one_in(people: Crowd) -> None:
    ann, *guests = people(5)
    group = ann.group("Garden")
    token = ann.post("/invites", {"conversation_id": group["id"], "uses": 1})["invite"]["token"]
    answers = at_once([partial(guest.post, "/invites/accept", {"token": token}) for guest in guests])
    assert sorted(map(code, answers)) == ["not_found"] * 3 + ["ok"]
    assert len(ann.see(group)["members"]) == 2


def test_a_name_is_given_once(server: live.LiveServer) -> None:
    form = {"username": f"person{next(_names)}", "password": PASSWORD}
    answers = at_once([partial(Visitor(server.http()).post, "/auth/register", form) for _ in range(4)])
    assert sorted(map(code, answers)) == ["ok"] + ["validation_failed"] * 3
