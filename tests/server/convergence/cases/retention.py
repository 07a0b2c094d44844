"""What becomes too old goes from `c:`, wherever it was held."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World


@case("c", "conversation", "kept for some days")
def kept_for_some_days(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield bob, group["id"]
    ann.patch(f"/conversations/{group['id']}", {"retention_days": 30})


@case("c", "conversation", "begins later")
def begins_later(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.patch(f"/conversations/{group['id']}", {"retention_days": 30})
    old = ann.send(group, "Old, see https://example.org")
    bob.put(f"/messages/{old['id']}/reactions/👍")
    ann.patch(f"/messages/{old['id']}", {"content": "Older, see https://example.org"})
    world.show_preview(old)
    world.age(group, days=31)
    bob.send(group, "New")
    yield bob, group["id"]
    world.sweep()


@case("c", "conversation", "is empty again")
def is_empty_again(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.patch(f"/conversations/{group['id']}", {"retention_days": 30})
    ann.send(group, "Old")
    world.age(group, days=31)
    yield bob, group["id"]
    world.sweep()
