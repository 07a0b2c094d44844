"""What a person sets for a conversation, in `u:`."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push


@case("u", "settings", "archived")
def archived(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield bob, bob.id
    bob.patch(f"/conversations/{group['id']}", {"archived": True})


@case("u", "settings", "muted and unmuted")
def muted_and_unmuted(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    bob.patch(f"/conversations/{group['id']}", {"archived": True, "muted_until": "2030-01-01T00:00:00.000Z"})
    yield bob, bob.id
    bob.patch(f"/conversations/{group['id']}", {"muted_until": "2031-01-01T00:00:00.000Z"})
    bob.patch(f"/conversations/{group['id']}", {"muted_until": None})


@case("u", "settings", "set by push")
def set_by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield bob, bob.id
    push(bob, "settings", "set", group["id"], notify="mentions", muted_until="2030-01-01T00:00:00.000Z")


@case("u", "settings", "hidden")
def hidden(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    direct = ann.direct(bob)
    ann.send(direct, "Before")
    yield bob, bob.id
    bob.delete(f"/conversations/{direct['id']}")


@case("u", "settings", "hidden by push and shown by a message")
def hidden_by_push_and_shown_by_a_message(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    direct = ann.direct(bob)
    ann.send(direct, "Before")
    yield bob, bob.id
    push(bob, "conversation", "delete", direct["id"])
    ann.send(direct, "Here I am again")
