"""Conversations gained, in `u:`. What is in them comes with the next pull; their row must be right at once."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push
from tests.support.people import new_id


@case("u", "conversation", "gained by a group of another")
def by_a_group_of_another(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    yield bob, bob.id
    ann.group("Garden", bob, cleo)


@case("u", "conversation", "gained by a group of one's own")
def by_a_group_of_ones_own(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    yield ann, ann.id
    ann.group("Garden", bob, cleo, description="Who waters when")


@case("u", "conversation", "gained by push")
def by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    yield ann, ann.id
    push(ann, "conversation", "create", new_id(), kind="group", title="Garden", member_ids=[bob.id])


@case("u", "conversation", "gained by opening a direct one")
def by_opening_a_direct_one(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    yield bob, bob.id
    ann.direct(bob)


@case("u", "conversation", "gained with oneself")
def with_oneself(world: World) -> Story:
    (ann,) = world.people("ann")
    yield ann, ann.id
    ann.direct(ann)


@case("u", "conversation", "gained by a first message")
def by_a_first_message(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    yield bob, bob.id
    ann.post("/messages", {"id": new_id(), "recipient_id": bob.id, "content": "Hello, we have not met"})


@case("u", "conversation", "gained by being added")
def by_being_added(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob)
    ann.send(group, "Before Cleo came")
    yield cleo, cleo.id
    ann.post(f"/conversations/{group['id']}/members", {"user_id": cleo.id})


@case("u", "conversation", "gained by an invite")
def by_an_invite(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden")
    ann.send(group, "Before Bob came")
    invite = ann.post("/invites", {"conversation_id": group["id"]})["invite"]
    yield bob, bob.id
    bob.post("/invites/accept", {"token": invite["token"]})


@case("u", "conversation", "gained again")
def again(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    bob.patch(f"/conversations/{group['id']}", {"archived": True})
    ann.delete(f"/conversations/{group['id']}/members/{bob.id}")
    yield bob, bob.id
    ann.post(f"/conversations/{group['id']}/members", {"user_id": bob.id})


@case("u", "conversation", "lost and gained again")
def lost_and_gained_again(world: World) -> Story:
    """A device that was offline meanwhile must not keep what the person had set before."""
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "Before")
    bob.patch(f"/conversations/{group['id']}", {"archived": True, "notify": "none"})
    yield bob, bob.id
    ann.delete(f"/conversations/{group['id']}/members/{bob.id}")
    ann.send(group, "Bob is missing")
    ann.post(f"/conversations/{group['id']}/members", {"user_id": bob.id})
