"""The conversation's own row in `c:`."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push


@case("c", "conversation", "renamed")
def renamed(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "Before")
    yield bob, group["id"]
    ann.patch(f"/conversations/{group['id']}", {"title": "Greenhouse"})


@case("c", "conversation", "described")
def described(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield bob, group["id"]
    ann.patch(f"/conversations/{group['id']}", {"description": "Who waters when"})


@case("c", "conversation", "posting changed")
def posting_changed(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield bob, group["id"]
    ann.patch(f"/conversations/{group['id']}", {"posting": "moderators"})
    ann.patch(f"/conversations/{group['id']}", {"posting": "everyone"})


@case("c", "conversation", "changed by push")
def changed_by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield bob, group["id"]
    push(ann, "conversation", "update", group["id"], title="Greenhouse", description="Tomatoes")


@case("c", "conversation", "renamed amid messages")
def renamed_amid_messages(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield bob, group["id"]
    ann.send(group, "Let me rename this")
    ann.patch(f"/conversations/{group['id']}", {"title": "Greenhouse"})
    bob.send(group, "Fine")
