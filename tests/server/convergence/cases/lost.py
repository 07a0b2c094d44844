"""Conversations lost, in `u:`."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push


@case("u", "conversation", "lost by leaving")
def by_leaving(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "Before")
    yield bob, bob.id
    bob.delete(f"/conversations/{group['id']}/members/{bob.id}")


@case("u", "conversation", "lost by being removed")
def by_being_removed(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group, other = ann.group("Garden", bob), ann.group("Kitchen", bob)
    message = ann.send(group, "Before")
    ann.send(other, "Elsewhere")
    ann.put(f"/messages/{message['id']}/reactions/👍")
    bob.patch(f"/conversations/{group['id']}", {"archived": True})
    yield bob, bob.id
    ann.delete(f"/conversations/{group['id']}/members/{bob.id}")


@case("u", "conversation", "lost by its deletion")
def by_its_deletion(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "Before")
    yield bob, bob.id
    ann.delete(f"/conversations/{group['id']}")


@case("u", "conversation", "lost by push")
def by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield ann, ann.id
    push(ann, "conversation", "delete", group["id"])


@case("u", "conversation", "gained and lost")
def gained_and_lost(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden")
    yield bob, bob.id
    ann.post(f"/conversations/{group['id']}/members", {"user_id": bob.id})
    ann.send(group, "Hello Bob")
    bob.delete(f"/conversations/{group['id']}/members/{bob.id}")
