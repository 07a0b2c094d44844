"""Reactions in `c:`."""

from __future__ import annotations

from typing import Any

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push
from tests.support.people import Person, new_id


def _two_and_a_message(world: World) -> tuple[Person, Person, dict[str, Any], str]:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "Look at this")
    ann.send(group, "And at that")
    return ann, bob, group, message["id"]


@case("c", "reaction", "added")
def added(world: World) -> Story:
    ann, bob, group, message_id = _two_and_a_message(world)
    yield ann, group["id"]
    bob.put(f"/messages/{message_id}/reactions/👍")


@case("c", "reaction", "added by several")
def added_by_several(world: World) -> Story:
    ann, bob, group, message_id = _two_and_a_message(world)
    yield ann, group["id"]
    for person in (ann, bob):
        for emoji in "👍🎉":
            person.put(f"/messages/{message_id}/reactions/{emoji}")


@case("c", "reaction", "removed")
def removed(world: World) -> Story:
    ann, bob, group, message_id = _two_and_a_message(world)
    bob.put(f"/messages/{message_id}/reactions/👍")
    ann.put(f"/messages/{message_id}/reactions/👍")
    yield ann, group["id"]
    bob.delete(f"/messages/{message_id}/reactions/👍")


@case("c", "reaction", "added again")
def added_again(world: World) -> Story:
    ann, bob, group, message_id = _two_and_a_message(world)
    bob.put(f"/messages/{message_id}/reactions/👍")
    bob.delete(f"/messages/{message_id}/reactions/👍")
    yield ann, group["id"]
    bob.put(f"/messages/{message_id}/reactions/👍")


@case("c", "reaction", "added and removed")
def added_and_removed(world: World) -> Story:
    _, bob, group, message_id = _two_and_a_message(world)
    yield bob, group["id"]
    bob.put(f"/messages/{message_id}/reactions/👍")
    bob.delete(f"/messages/{message_id}/reactions/👍")


@case("c", "reaction", "pushed")
def pushed(world: World) -> Story:
    ann, bob, group, message_id = _two_and_a_message(world)
    yield ann, group["id"]
    push(bob, "reaction", "create", new_id(), message_id=message_id, emoji="❤️")


@case("c", "reaction", "removed by push")
def removed_by_push(world: World) -> Story:
    ann, bob, group, message_id = _two_and_a_message(world)
    reaction_id = new_id()
    push(bob, "reaction", "create", reaction_id, message_id=message_id, emoji="❤️")
    yield ann, group["id"]
    push(bob, "reaction", "delete", reaction_id)
