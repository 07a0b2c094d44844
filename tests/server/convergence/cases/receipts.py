"""Receipts in `r:`."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push


@case("r", "receipt", "read")
def read(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    for text in ("One", "Two", "Three"):
        ann.send(group, text)
    socket = bob.connect()
    yield ann, group["id"]
    socket.call("mark_as_read", {"conversation_id": group["id"], "ordinal": 2})


@case("r", "receipt", "delivered")
def delivered(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "One")
    ann.send(group, "Two")
    socket = bob.connect()
    yield ann, group["id"]
    socket.call("mark_as_delivered", {"conversation_id": group["id"], "ordinal": 1})
    socket.call("mark_as_delivered", {"conversation_id": group["id"], "ordinal": 2})


@case("r", "receipt", "set by push")
def set_by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "One")
    ann.send(group, "Two")
    yield ann, group["id"]
    push(bob, "receipt", "set", group["id"], delivered_ordinal=2, read_ordinal=1)


@case("r", "receipt", "delivered by pulling")
def delivered_by_pulling(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "One")
    cursors = {entry["log"]: entry["to"] for entry in bob.pull()["logs"]}
    yield ann, group["id"]
    bob.pull(cursors)


@case("r", "receipt", "delivered by pulling over a socket")
def delivered_by_pulling_over_a_socket(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    direct = ann.direct(bob)
    ann.send(direct, "One")
    socket = bob.connect()
    cursors = {entry["log"]: entry["to"] for entry in bob.pull()["logs"]}
    yield ann, direct["id"]
    socket.call("pull", {"cursors": cursors})


@case("r", "receipt", "moved by sending")
def moved_by_sending(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "One")
    yield ann, group["id"]
    bob.send(group, "Two")


@case("r", "receipt", "all of a direct conversation read")
def all_of_a_direct_conversation_read(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    direct = ann.direct(bob)
    ann.send(direct, "One")
    ann.send(direct, "Two")
    yield ann, direct["id"]
    bob.post(f"/chat/mark-read/{ann.id}")


@case("r", "receipt", "moved by several")
def moved_by_several(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    ann.send(group, "One")
    ann.send(group, "Two")
    yield ann, group["id"]
    for person, ordinal in ((bob, 1), (cleo, 2), (bob, 2)):
        push(person, "receipt", "set", group["id"], read_ordinal=ordinal)


@case("r", "receipt", "moved before leaving")
def moved_before_leaving(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    ann.send(group, "One")
    yield ann, group["id"]
    push(cleo, "receipt", "set", group["id"], read_ordinal=1)
    cleo.delete(f"/conversations/{group['id']}/members/{cleo.id}")
