"""Memberships in `c:`: joining, roles, leaving."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push


@case("c", "membership", "added")
def added(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob)
    ann.send(group, "Before")
    yield bob, group["id"]
    ann.post(f"/conversations/{group['id']}/members", {"user_id": cleo.id})


@case("c", "membership", "added several")
def added_several(world: World) -> Story:
    ann, bob, cleo, dora = world.people("ann", "bob", "cleo", "dora")
    group = ann.group("Garden", bob)
    yield bob, group["id"]
    ann.post(f"/conversations/{group['id']}/members", {"user_ids": [cleo.id, dora.id], "role": "moderator"})


@case("c", "membership", "added by push")
def added_by_push(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob)
    yield bob, group["id"]
    push(ann, "membership", "create", cleo.id, conversation_id=group["id"])


@case("c", "membership", "joined by an invite")
def joined_by_an_invite(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob)
    invite = ann.post("/invites", {"conversation_id": group["id"]})["invite"]
    yield bob, group["id"]
    cleo.post("/invites/accept", {"token": invite["token"]})


@case("c", "membership", "joined by registering")
def joined_by_registering(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    invite = ann.post("/invites", {"conversation_id": group["id"]})["invite"]
    visitor = world.visitor()
    yield bob, group["id"]
    visitor.post("/auth/register", {"username": "cleo", "password": "long enough", "invite": invite["token"]})


@case("c", "membership", "given a role")
def given_a_role(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    yield bob, group["id"]
    ann.patch(f"/conversations/{group['id']}/members/{bob.id}", {"role": "moderator"})


@case("c", "membership", "given a role by push")
def given_a_role_by_push(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    yield bob, group["id"]
    push(ann, "membership", "update", cleo.id, conversation_id=group["id"], role="owner")


@case("c", "membership", "left")
def left(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    cleo.send(group, "I am off")
    yield bob, group["id"]
    cleo.delete(f"/conversations/{group['id']}/members/{cleo.id}")


@case("c", "membership", "left by the owner")
def left_by_the_owner(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    yield cleo, group["id"]
    ann.delete(f"/conversations/{group['id']}/members/{ann.id}")


@case("c", "membership", "left by push")
def left_by_push(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    yield bob, group["id"]
    push(cleo, "membership", "delete", cleo.id, conversation_id=group["id"])


@case("c", "membership", "removed")
def removed(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    yield bob, group["id"]
    ann.delete(f"/conversations/{group['id']}/members/{cleo.id}")


@case("c", "membership", "come back")
def come_back(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    ann.patch(f"/conversations/{group['id']}/members/{cleo.id}", {"role": "moderator"})
    ann.delete(f"/conversations/{group['id']}/members/{cleo.id}")
    ann.send(group, "Cleo is missing")
    yield bob, group["id"]
    ann.post(f"/conversations/{group['id']}/members", {"user_id": cleo.id})


@case("c", "membership", "removed and come back")
def removed_and_come_back(world: World) -> Story:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    group = ann.group("Garden", bob, cleo)
    yield bob, group["id"]
    ann.delete(f"/conversations/{group['id']}/members/{cleo.id}")
    ann.send(group, "Cleo is missing")
    ann.post(f"/conversations/{group['id']}/members", {"user_id": cleo.id})
